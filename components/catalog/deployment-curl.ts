/** A command that reports a deployment of a service to production, as it can be pasted. */
export function deploymentCurl(origin: string, service: string, team?: string): string {
  return `curl -X POST ${origin}/api/v1/deployments \\
  -H "Authorization: Bearer $FAIRLEAD_API_KEY" -H 'Content-Type: application/json' \\
  -d '{"id":"${service}-1","service":"${service}",${team ? `"team":"${team}",` : ''}"environment":"production","status":"succeeded","version":"v1.0.0","finished_at":"'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'"}'`;
}
