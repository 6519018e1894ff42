/**
 * Incident pages tell times in UTC, whoever looks: people of several zones speak about one timeline. Each `Timestamp` shows the viewer's
 * own zone on its card (design-system.md, code-style.md: UTC first in incidents).
 */
export const incidentZone = 'UTC';
