/** What `autoland help` prints. */
export const usage = `autoland: the GitOps reconciler for applications described by AWS Copilot manifests

  autoland plan                      what would be done, and why; changes nothing
  autoland sync                      one pass: look, plan, apply what the modes allow, report
  autoland status [ENVIRONMENT]      which environment is at which commit, and why one is not
  autoland drift [ENVIRONMENT]       what departs from Git, from the templates, and from what is live
           [--format text|json|markdown|html] [--wait 5m]; status takes --format, too
  autoland run [--port N]            the loop: sync again and again, with a page of what happened
  autoland approve ENVIRONMENT --plan DIGEST [--until T] [--class KIND]
                                     let the steps of a plan be carried out that wait for a person
  autoland suspend TARGET --reason R [--until T] [--owner O]
                                     change nothing in an application, an environment or a workload
  autoland resume TARGET [--reason R]  lift a suspension and a rollback, accept a rewritten branch
  autoland retry ENVIRONMENT[/WORKLOAD]  try once more what failed and is held as Quarantined
  autoland rollback ENVIRONMENT --to COMMIT [--reason R]
                                     go back to a commit that was deployed there, and stay
  autoland redeploy ENVIRONMENT[/WORKLOAD]  new tasks of the same definition, such as for a rotated secret
  autoland validate [PATH]           check manifests  [--format text|json|sarif|github]
  autoland render WORKLOAD --environment ENV  the template that a manifest becomes
           [--as-copilot] [--inputs FILE] [--out DIR] [--all] [--workspace DIR]
  autoland init                      draft a configuration from the workspace and Parameter Store
           [--workspace DIR] [--application NAME] [--out FILE] [--offline]
  autoland env create NAME           make a new environment of a registered application
           [--application APP] [--region R] [--profile PROFILE | --role ARN]
  autoland doctor                    whether everything is there that the configuration needs; writes nothing
  autoland eject                     write plain CloudFormation of what is live, to go on without Autoland
           [--out DIR]

  --config FILE|env:NAME|ssm:NAME    the operator's configuration (autoland.yml)
  --application NAME                 only this application
  --environment NAME                 only this environment; may be repeated
  --commit COMMIT                    plan: for this commit of the branch; sync: only if it is the head
  --json                             for machines
  --endpoint URL                     where AWS answers (also AWS_ENDPOINT_URL)
  --no-color                         also NO_COLOR

Data goes to stdout, everything else to stderr.
Exit code: 0 in sync or done, 1 failed, 2 wrong usage, 3 changes pending, held or drifted.
`;
