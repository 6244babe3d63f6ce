import type { ApplicationConfig } from "../config/config.ts";
import type { Examiner, Verdict } from "../domain/examiner.ts";
import type { Check } from "./check.ts";

/** A CodeBuild project in the application's account, and what the configuration names it for. */
export interface NamedProject {
  readonly project: string;
  /** Absent: the process's own. */
  readonly region?: string;
  readonly key: string;
}

/** Every project that an application's configuration names: for missing images, as a gate, before changes. */
export function projectsOf({
  application,
  images,
  environments,
}: ApplicationConfig): readonly NamedProject[] {
  const at = `applications.${application}`;
  const found: NamedProject[] =
    images.build === undefined ? [] : [{ ...images.build, key: `${at}.images.codebuild` }];
  for (const { environment, promotion } of environments) {
    const place = `${at}.environments.${environment}`;
    if (promotion?.gate?.kind === "build") found.push({ ...promotion.gate, key: `${place}.gate.codebuild` });
    if (promotion?.before?.kind === "build")
      found.push({ ...promotion.before, key: `${place}.before.codebuild` });
  }
  return found;
}

/** Whether each project that is named is there. A refusal to look is told with the permissions. */
export async function buildChecks(
  examiner: Pick<Examiner, "findProject">,
  application: ApplicationConfig,
  ownRegion: string,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const named of projectsOf(application)) {
    const region = named.region ?? ownRegion;
    const verdict = await examiner.findProject({ kind: "process", region }, named.project, signal);
    checks.push(projectCheck(application.application, { ...named, region }, verdict));
  }
  return checks;
}

function projectCheck(
  subject: string,
  { project, region, key }: Required<NamedProject>,
  verdict: Verdict,
): Check {
  const common = { area: "builds", subject } as const;
  switch (verdict.kind) {
    case "allowed":
      return {
        ...common,
        outcome: "ok",
        message: `CodeBuild project ${project} of \`${key}\` is there, in ${region}`,
      };
    case "refused":
      return {
        ...common,
        outcome: "missing",
        message: `there is no CodeBuild project ${project} in ${region}, which \`${key}\` names`,
        remedy: `aws codebuild list-projects --region ${region}  (then correct \`${key}\`, or make the project)`,
      };
    case "unknown":
      return {
        ...common,
        outcome: "unknown",
        message: `CodeBuild project ${project} of \`${key}\`: ${verdict.words}`,
      };
  }
}
