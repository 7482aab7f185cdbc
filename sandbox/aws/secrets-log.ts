import type { IncomingHttpHeaders } from 'node:http';

/** A secret as it went over the wire: base64 text, a token or a hexadecimal signature. */
export interface Secret {
  readonly kind: SecretKind;
  readonly value: string;
}

type SecretKind = 'plaintext' | 'password' | 'secretAccessKey' | 'sessionToken' | 'requestSignature';

/**
 * Every secret that the sandbox sent or received, so that a test can search for them where they must never appear: in the
 * product's database, logs and pages. In memory only, the latest ten thousand of each kind.
 */
export interface SecretsLog {
  /** Reads a request or response of any operation; the names of its members say which values are secret. */
  readBody(body: string): void;
  readHeaders(headers: IncomingHttpHeaders): void;
  list(): Secret[];
  clear(): void;
}

const KEPT_OF_A_KIND = 10_000;

const SECRET_MEMBERS: Readonly<Record<string, SecretKind>> = {
  Plaintext: 'plaintext',
  PlaintextKeyMaterial: 'plaintext',
  KeyStorePassword: 'password',
  RawSecretAccessKey: 'secretAccessKey',
  SecretAccessKey: 'secretAccessKey',
  SessionToken: 'sessionToken',
};
const NAMES = Object.keys(SECRET_MEMBERS).join('|');
const JSON_MEMBER = new RegExp(String.raw`"(${NAMES})"\s*:\s*("(?:[^"\\]|\\.)*")`, 'g');
const XML_ELEMENT = new RegExp(`<(${NAMES})>([^<]+)</`, 'g');
const REQUEST_SIGNATURE = /\bSignature=([0-9a-f]+)/;

export function createSecretsLog(): SecretsLog {
  const kept = new Map<SecretKind, Set<string>>();
  const keep = (kind: SecretKind | undefined, value: string | undefined): void => {
    if (kind === undefined || value === undefined || value === '') return;
    const values = kept.get(kind) ?? new Set<string>();
    kept.set(kind, values.add(value));
    const [oldest] = values;
    if (values.size > KEPT_OF_A_KIND && oldest !== undefined) values.delete(oldest);
  };
  return {
    readBody(body) {
      for (const [, name = '', literal = '""'] of body.matchAll(JSON_MEMBER)) {
        keep(SECRET_MEMBERS[name], unquote(literal));
      }
      for (const [, name = '', text] of body.matchAll(XML_ELEMENT)) keep(SECRET_MEMBERS[name], text);
    },
    readHeaders(headers) {
      keep('requestSignature', REQUEST_SIGNATURE.exec(headers.authorization ?? '')?.[1]);
      const token = headers['x-amz-security-token'];
      if (typeof token === 'string') keep('sessionToken', token);
    },
    list: () => [...kept].flatMap(([kind, values]) => Array.from(values, (value) => ({ kind, value }))),
    clear: () => kept.clear(),
  };
}

/** The text of a JSON string; an invalid literal is kept unchanged. */
function unquote(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal.slice(1, -1);
  }
}
