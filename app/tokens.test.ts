import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

type Color = [red: number, green: number, blue: number];

/** Linear sRGB of `oklch(l c h)` (CSS Color 4), each channel cut to 0..1. */
function linear(l: number, c: number, h: number): Color {
  const [a, b] = [c * Math.cos((h * Math.PI) / 180), c * Math.sin((h * Math.PI) / 180)];
  const [x, y, z] = [
    (l + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    (l - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    (l - 0.0894841775 * a - 1.291485548 * b) ** 3,
  ];
  const cut = (value: number) => Math.min(1, Math.max(0, value));
  return [
    cut(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z),
    cut(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z),
    cut(-0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z),
  ];
}

function schemes(): Record<'light' | 'dark', Map<string, Color>> {
  const [, light = '', dark = ''] = readFileSync('app/tokens.css', 'utf8').split(/:root[^{]*\{/);
  const read = (block: string) =>
    new Map(
      [...block.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\);/g)].map(([, name = '', l, c, h]) => [
        name,
        linear(Number(l), Number(c), Number(h)),
      ]),
    );
  return { light: read(light), dark: read(dark) };
}

function contrast(one: Color, other: Color): number {
  const [light = 0, dark = 0] = [one, other]
    .map(([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b)
    .sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const texts = [
  'text',
  'text-muted',
  'brand-text',
  'success',
  'warning',
  'danger',
  'info',
  'sev1',
  'sev2',
  'sev3',
].concat(['elite', 'high', 'medium', 'low'].map((tier) => `tier-${tier}`));
const marks = ['border-strong', 'ring', 'chart-compare', ...[1, 2, 3, 4, 5].map((index) => `chart-${index}`)];
const fills = [
  ['on-brand', 'brand'],
  ['on-solid', 'sev1-solid'],
  ['on-solid', 'danger-solid'],
];

for (const [scheme, colors] of Object.entries(schemes())) {
  const ratio = (name: string, ground: string) => {
    const [one, other] = [colors.get(name), colors.get(ground)];
    if (!one || !other) throw new Error(`${scheme} has no ${one ? ground : name}`);
    return contrast(one, other);
  };

  it(`${scheme}: text has 4.5 : 1 on every ground it stands on`, () => {
    const pairs = texts.flatMap((name) =>
      ['bg', 'surface', 'subtle', ...(colors.has(`${name}-tint`) ? [`${name}-tint`] : [])].map((ground) => [
        name,
        ground,
      ]),
    );
    const weak = [...pairs, ...fills].filter(([name = '', ground = '']) => ratio(name, ground) < 4.5);
    expect(weak).toEqual([]);
  });

  it(`${scheme}: what is operated or drawn has 3 : 1 on a card`, () => {
    expect(marks.filter((name) => ratio(name, 'surface') < 3)).toEqual([]);
  });
}

it('colours are named in tokens.css only', () => {
  const files = ['app', 'components'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  const literal = /#[0-9a-f]{3,8}\b(?![^\n]*\{)|\b(?:oklch|rgba?|hsla?)\(/i;
  const found = files.filter(
    (file) => /\.css$/.test(file) && !file.endsWith('app/tokens.css') && literal.test(readFileSync(file, 'utf8')),
  );
  expect(found, 'Use a token, or add one').toEqual([]);
});
