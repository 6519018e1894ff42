import { defineConfig } from '@playwright/test';

// Quiet flags: without them Chromium tries to reach its maker.
const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const executable = process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {};

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/global-setup.ts',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 2,
  fullyParallel: true,
  reporter: [['line']],
  use: {
    actionTimeout: 15_000,
    // Recording every test makes each of them slower. To see a failure again: npx playwright test <file> --trace on
    trace: 'off',
    launchOptions: { ...executable, args: [...flags, ...asRoot] },
  },
});
