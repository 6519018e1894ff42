import { describe, expect, it, test } from 'vitest';
import { grafana } from '../sources/grafana';
import { pagerduty } from '../sources/pagerduty';
import { hmacHex, isFresh, matchesAny, presentedSecrets } from './signature';

const bytes = (text: string) => new TextEncoder().encode(text);
const receivedAt = new Date('2026-03-02T10:00:00Z');
const envelope = (headers: Record<string, string>, raw = bytes('{"a":1}')) => ({
  headers: new Headers(headers),
  raw,
  receivedAt,
});

test('HMAC-SHA256 as GitHub documents it', () => {
  expect(hmacHex("It's a Secret to Everybody", bytes('Hello, World!'))).toBe(
    '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
  );
});

test('matching: any of several, never nothing', () => {
  expect(matchesAny(['b'], ['a', 'b'])).toBe(true);
  expect(matchesAny(['a', 'x'], ['a'])).toBe(true);
  for (const [given, wanted] of [
    [[], ['a']],
    [['a'], []],
    [[], []],
    [[''], ['']],
    [['a'], ['A']],
  ] as [string[], string[]][]) {
    expect(matchesAny(given, wanted), `${given} ${wanted}`).toBe(false);
  }
});

test('a secret may come as bearer token, as password, or as X-API-Key', () => {
  const of = (headers: Record<string, string>) => presentedSecrets(new Headers(headers));
  expect(of({ authorization: 'Bearer s3' })).toEqual(['s3']);
  expect(of({ authorization: `Basic ${btoa('fairlead:s:3')}` })).toEqual(['s:3']);
  expect(of({ 'x-api-key': 's3' })).toEqual(['s3']);
  expect(of({ authorization: 'Bearer ' })).toEqual([]);
  expect(of({ authorization: 'Basic ###' })).toEqual([]);
});

test.each([
  [299, true],
  [300, true],
  [301, false],
  [-300, true],
  [-301, false],
])('a signature made %i seconds ago counts: %s', (age, wanted) => {
  expect(isFresh(String(receivedAt.getTime() / 1000 - age), receivedAt)).toBe(wanted);
});

describe('Grafana', () => {
  const raw = bytes('{"alerts":[]}');
  it('signs the body in bare hex', () => {
    const signature = hmacHex('secret', raw);
    expect(grafana.verify(envelope({ 'x-grafana-alerting-signature': signature }, raw), ['old', 'secret'])).toBe(true);
    expect(
      grafana.verify(envelope({ 'x-grafana-alerting-signature': signature }, bytes('{"alerts": []}')), ['secret']),
    ).toBe(false);
  });
  it('puts a time in front where one is sent, which must be fresh', () => {
    const time = String(receivedAt.getTime() / 1000);
    const headers = {
      'x-grafana-alerting-timestamp': time,
      'x-grafana-alerting-signature': hmacHex('secret', raw, `${time}:`),
    };
    expect(grafana.verify(envelope(headers, raw), ['secret'])).toBe(true);
    const old = String(receivedAt.getTime() / 1000 - 301);
    const stale = {
      'x-grafana-alerting-timestamp': old,
      'x-grafana-alerting-signature': hmacHex('secret', raw, `${old}:`),
    };
    expect(grafana.verify(envelope(stale, raw), ['secret'])).toBe(false);
  });
  it('lets a wrong signature not be made good by a right token', () => {
    const headers = { authorization: 'Bearer secret', 'x-grafana-alerting-signature': 'f'.repeat(64) };
    expect(grafana.verify(envelope(headers, raw), ['secret'])).toBe(false);
    expect(grafana.verify(envelope({ authorization: 'Bearer secret' }, raw), ['secret'])).toBe(true);
  });
});

describe('PagerDuty', () => {
  const raw = bytes('{"event":{}}');
  const right = `v1=${hmacHex('secret', raw)}`;
  it('lists several signatures while a secret is changed; any match counts', () => {
    for (const value of [right, `v1=${'0'.repeat(64)},${right}`, ` ${right} `])
      expect(pagerduty.verify(envelope({ 'x-pagerduty-signature': value }, raw), ['secret']), value).toBe(true);
  });
  it('takes no other form, no other byte, no token', () => {
    for (const value of ['', right.slice(3), right.replace('v1', 'v2'), `${right}0`])
      expect(pagerduty.verify(envelope({ 'x-pagerduty-signature': value }, raw), ['secret']), value).toBe(false);
    expect(pagerduty.verify(envelope({ 'x-pagerduty-signature': right }, bytes('{"event":{} }')), ['secret'])).toBe(
      false,
    );
    expect(pagerduty.verify(envelope({ authorization: 'Bearer secret' }, raw), ['secret'])).toBe(false);
  });
});
