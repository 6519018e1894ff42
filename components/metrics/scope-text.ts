type ScopeQuery = { service?: string[] | undefined; team?: string[] | undefined; environment?: string[] | undefined };

/** ', staging only': what an address narrows on pages that offer no choice of environments; empty for production. */
export function environmentText({ environment = [] }: ScopeQuery): string {
  return environment.length > 0 ? `, ${environment.join(', ')} only` : '';
}

/** 'team payments, checkout, staging': whose records a number counts. */
export function scopeText(query: ScopeQuery): string {
  const { service = [], team = [], environment = [] } = query;
  const whose = [...team.map((name) => `team ${name}`), ...service];
  const where = environment.length > 0 ? environment.join(', ') : 'production';
  return `${whose.length > 0 ? whose.join(', ') : 'all services'}, ${where}`;
}
