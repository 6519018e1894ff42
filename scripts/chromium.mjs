// Finds a Chromium for the browser tests: $CHROMIUM_PATH, an installed one, Playwright's own, else Debian's package when root.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const quiet = { stdio: ['ignore', 'ignore', 'ignore'], timeout: 300_000 };

/** Path of a Chromium, '' for Playwright's own, null when there is none and none could be installed. */
export async function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const system = () => installed.find((file) => existsSync(file));
  const found = system();
  if (found) return found;
  const { chromium } = await import('@playwright/test');
  if (existsSync(chromium.executablePath())) return '';
  const download = [process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium']];
  if (spawnSync(...download, quiet).status === 0) return '';
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    spawnSync('apt-get', ['update', '-qq'], quiet);
    const options = ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', 'chromium'];
    spawnSync('apt-get', options, { ...quiet, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  }
  return system() ?? null;
}
