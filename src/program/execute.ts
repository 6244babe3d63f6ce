import type { Logger } from "pino";
import type { Command, GlobalOptions } from "../cli/command-line.ts";
import type { ExitCode } from "../report/exit-code.ts";
import type { Setting } from "./setting.ts";

/**
 * Carries out one command and answers the exit code. What a command needs is loaded when it is known: `render` and `validate` are
 * used in editors and hooks, and must not wait for the AWS SDK or a log that they do not write.
 */
export async function execute(
  command: Command,
  options: GlobalOptions,
  setting: Omit<Setting, "log"> & { readonly openLog: () => Promise<Logger> },
): Promise<ExitCode> {
  switch (command.name) {
    case "validate": {
      const { validateCommand } = await import("./validate-command.ts");
      return validateCommand(command, options, setting.console);
    }
    case "render": {
      const { renderCommand } = await import("./render-command.ts");
      return renderCommand(command, options, setting.console);
    }
    case "init": {
      const { initCommand } = await import("./init-command.ts");
      return initCommand(command, options, setting);
    }
    case "env-create": {
      const { envCreateCommand } = await import("./env-create-command.ts");
      return envCreateCommand(command, options, { ...setting, log: await setting.openLog() });
    }
    case "doctor": {
      const { doctorCommand } = await import("./doctor-command.ts");
      return doctorCommand(options, { ...setting, log: await setting.openLog() });
    }
    case "eject": {
      const { ejectCommand } = await import("./eject-command.ts");
      return ejectCommand(command, options, { ...setting, log: await setting.openLog() });
    }
    case "plan":
    case "sync":
    case "status":
    case "drift":
    case "run":
    case "retry":
    case "approve":
    case "suspend":
    case "resume":
    case "rollback":
    case "redeploy": {
      const { applicationCommand } = await import("./application-commands.ts");
      return applicationCommand(command, options, { ...setting, log: await setting.openLog() });
    }
  }
}
