import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import net from 'node:net';

/** A certificate authority for one test, made of DER by hand: Node signs, but writes no certificates. */
export type Authority = {
  /** Its own certificate, PEM. */
  ca: string;
  /** A certificate for these names and addresses, signed by this authority, PEM. */
  issue: (commonName: string, hosts: string[]) => { cert: string; key: string };
};

const oids = {
  commonName: [0x55, 0x04, 0x03],
  organization: [0x55, 0x04, 0x0a],
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  subjectAltName: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13],
};

/** A new authority with a key of its own; certificates are valid from 2020 to 2049. */
export function makeAuthority(commonName = 'Test authority'): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = nameOf(commonName);
  const isAuthority = extension(oids.basicConstraints, der(0x30, der(0x01, Buffer.from([0xff]))), true);
  return {
    ca: certificate(subject, subject, publicKey, privateKey, [isAuthority]),
    issue: (name, hosts) => {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const extensions = hosts.length > 0 ? [extension(oids.subjectAltName, der(0x30, ...hosts.map(hostName)))] : [];
      return {
        cert: certificate(nameOf(name), subject, pair.publicKey, privateKey, extensions),
        key: createPrivateKey(pair.privateKey.export({ type: 'pkcs8', format: 'pem' })).export({
          type: 'pkcs8',
          format: 'pem',
        }) as string,
      };
    },
  };
}

function certificate(subject: Buffer, issuer: Buffer, key: KeyObject, signer: KeyObject, extensions: Buffer[]): string {
  const algorithm = der(0x30, der(0x06, Buffer.from(oids.ecdsaWithSha256)));
  const content = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    // A serial number is positive: its first bit is none.
    der(0x02, Buffer.concat([Buffer.from([0x01]), randomBytes(8)])),
    algorithm,
    issuer,
    der(0x30, der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z'))),
    subject,
    key.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, ...extensions)),
  );
  const bits = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', content, signer)]));
  const lines = der(0x30, content, algorithm, bits).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

function nameOf(commonName: string): Buffer {
  const part = (oid: number[], value: string) =>
    der(0x31, der(0x30, der(0x06, Buffer.from(oid)), der(0x0c, Buffer.from(value))));
  return der(0x30, part(oids.organization, 'Fairlead tests'), part(oids.commonName, commonName));
}

function extension(oid: number[], value: Buffer, isCritical = false): Buffer {
  const critical = isCritical ? [der(0x01, Buffer.from([0xff]))] : [];
  return der(0x30, der(0x06, Buffer.from(oid)), ...critical, der(0x04, value));
}

function hostName(host: string): Buffer {
  if (net.isIP(host) === 4) return der(0x87, Buffer.from(host.split('.').map(Number)));
  return der(0x82, Buffer.from(host));
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, Math.floor(length / 256), length % 256];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}
