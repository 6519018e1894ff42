/** The commands that pages show to whoever has reported nothing yet. They work as pasted: the shell fills in the time. */

const time = `'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'`;

function postCall(origin: string, path: string, body: string, key: string): string {
  return [
    `curl -X POST ${origin}${path} \\`,
    `  -H "Authorization: Bearer ${key}" -H 'Content-Type: application/json' \\`,
    `  -d '${body}'`,
  ].join('\n');
}

/** Where a pasted command finds its key when the page does not know it. */
const keyOfEnvironment = '$FAIRLEAD_API_KEY';

type DeploymentExample = {
  service?: string;
  team?: string;
  /** Production unless it only tries a key. */
  environment?: string;
  withChange?: boolean;
  key?: string;
};

/** Reports a deployment that succeeded just now, under an id of its own each time. */
export function deploymentCall(
  origin: string,
  {
    service = 'checkout',
    team,
    environment = 'production',
    withChange = false,
    key = keyOfEnvironment,
  }: DeploymentExample = {},
): string {
  const body = [
    `{"id":"first-'"$(date +%s)"'","service":"${service}"`,
    ...(team ? [`"team":"${team}"`] : []),
    `"environment":"${environment}","status":"succeeded","version":"v1.0.0","finished_at":"${time}"`,
    ...(withChange
      ? [`"changes":[{"sha":"9fceb02","title":"My first change","committed_at":"${time}","merged_at":"${time}"}]`]
      : []),
  ];
  return postCall(origin, '/api/v1/deployments', `${body.join(',')}}`, key);
}

/** Reports an incident that was detected just now, and resolved at the same moment or open. */
export function incidentCall(origin: string, isResolved: boolean): string {
  const body = `{"id":"my-first-incident","title":"Checkout answers 503","severity":"SEV2","services":["checkout"],"environment":"production","detected_at":"${time}"${isResolved ? `,"resolved_at":"${time}"` : ''}}`;
  return postCall(origin, '/api/v1/incidents', body, keyOfEnvironment);
}
