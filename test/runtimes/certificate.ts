import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a TLS server shows. */
export interface Certificate {
  key: Buffer;
  cert: Buffer;
}

/** Makes a certificate for `other.test`, and `ca.pem` in the folder, which vouches for it. */
export function foreignCertificate(folder: string): Certificate {
  const path = (name: string) => join(folder, name);
  const openssl = (...options: string[]) => {
    const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2';
    execFileSync('openssl', [...request.split(' '), ...options], { stdio: 'ignore' });
  };
  openssl('-subj', '/CN=test-ca', '-keyout', path('ca.key'), '-out', path('ca.pem'));
  const issuer = ['-CA', path('ca.pem'), '-CAkey', path('ca.key')];
  const names = ['-addext', 'subjectAltName=DNS:other.test', '-addext', 'basicConstraints=critical,CA:FALSE'];
  openssl(...issuer, ...names, '-subj', '/CN=other.test', '-keyout', path('leaf.key'), '-out', path('leaf.pem'));
  return { key: readFileSync(path('leaf.key')), cert: readFileSync(path('leaf.pem')) };
}
