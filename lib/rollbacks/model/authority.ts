/** Who wants a rollback, as far as it decides whether they may. */
export type Asker = { id: string; isManager: boolean; isResponder: boolean };

/** The incident that a rollback belongs to, as far as it decides who may. */
export type AskedFor = {
  key: string;
  commander: { id: string; name: string } | null;
  /** It names the service, or a deployment of it stands beside it. */
  isAbout: boolean;
};

/**
 * What stands in somebody's way to roll a service back, and who may instead; null when nothing does. A release manager may, and the
 * commander of an incident on that service (incidents guide, 1). The command decides again, under its locks.
 */
export function rollbackHindrance(who: Asker, incident: AskedFor | null, service: string): string | null {
  if (who.isManager) return null;
  if (!incident) return `A release manager may roll ${service} back, and the commander of an incident on it.`;
  const { key, commander, isAbout } = incident;
  if (!commander) {
    const self = who.isResponder ? 'Take command' : 'Have somebody take command';
    return `Nobody commands ${key}. ${self}, or ask a release manager.`;
  }
  if (commander.id !== who.id) return `${commander.name} commands ${key} and may, and so may a release manager.`;
  return isAbout
    ? null
    : `${key} is not about ${service}, so its commander may not roll it back. Ask a release manager.`;
}

type Beside = { service: string; verdict: string | null };

/** True when an incident names a service, or a deployment of it that nobody dismissed stands beside it. */
export function isAbout(service: string, incident: { services: string[]; deployments: Beside[] }): boolean {
  return (
    incident.services.includes(service) ||
    incident.deployments.some(
      (each) => each.service === service && each.verdict !== null && each.verdict !== 'dismissed',
    )
  );
}
