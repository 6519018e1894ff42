/** A browser as far as signing in needs one: it keeps cookies for each host and follows redirects, noting where it went. */
export class CookieClient {
  private readonly jars = new Map<string, Map<string, string>>();
  /** `set-cookie` lines as they came. */
  readonly setCookies: string[] = [];
  readonly visited: string[] = [];

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const { host } = new URL(url);
    const jar = this.jars.get(host) ?? new Map<string, string>();
    this.jars.set(host, jar);
    const headers = new Headers(init.headers);
    headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      this.setCookies.push(line);
      const [pair = ''] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      if (/;\s*expires=Thu, 01 Jan 1970/i.test(line) || /;\s*max-age=0/i.test(line)) jar.delete(name);
      else jar.set(name, pair.slice(name.length + 1));
    }
    return answer;
  }

  /** Follows redirects to the end; at most 20. */
  async follow(url: string): Promise<Response> {
    let next = url;
    for (let hop = 0; hop < 20; hop += 1) {
      this.visited.push(next);
      const answer = await this.fetch(next);
      const location = answer.headers.get('location');
      if (location === null) return answer;
      await answer.arrayBuffer();
      next = new URL(location, next).href;
    }
    throw new Error(`too many redirects: ${this.visited.join(' → ')}`);
  }
}
