import {
  constants,
  createHash,
  createPublicKey,
  privateEncrypt,
  publicDecrypt,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import type { DigestName } from './signatures.ts';

// The DER head of a DigestInfo, before the digest itself: RFC 8017, section 9.2, note 1.
const DIGEST_INFO = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
} as const satisfies Record<DigestName, string>;

/** RSASSA-PKCS1-v1_5 over a digest: RFC 8017, section 8.2. node:crypto would hash it once more. */
export function signPkcs1Digest(key: KeyObject, name: DigestName, digest: Buffer): Buffer {
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo(name, digest));
}

export function verifyPkcs1Digest(key: KeyObject, name: DigestName, digest: Buffer, signature: Buffer): boolean {
  const opened = openSignature(key, signature, constants.RSA_PKCS1_PADDING);
  return opened?.equals(digestInfo(name, digest)) === true;
}

/** RSASSA-PSS over a digest, with MGF1 of the same hash and a salt of its length: RFC 8017, section 8.1. */
export function signPssDigest(key: KeyObject, name: DigestName, digest: Buffer): Buffer {
  const salt = randomBytes(digest.length);
  const hash = hashSalted(name, digest, salt);
  const size = modulusBytes(key);
  const padding = Buffer.alloc(size - salt.length - hash.length - 2);
  const masked = xor(Buffer.concat([padding, Buffer.of(0x01), salt]), mgf1(name, hash, size - hash.length - 1));
  // Key sizes are multiples of eight, so the encoded message is one bit shorter than its bytes.
  masked.writeUInt8(masked.readUInt8(0) & 0x7f, 0);
  const encoded = Buffer.concat([masked, hash, Buffer.of(0xbc)]);
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encoded);
}

export function verifyPssDigest(key: KeyObject, name: DigestName, digest: Buffer, signature: Buffer): boolean {
  const encoded = openSignature(key, signature, constants.RSA_NO_PADDING);
  if (encoded?.at(-1) !== 0xbc) return false;
  const hashAt = encoded.length - digest.length - 1;
  const hash = encoded.subarray(hashAt, -1);
  const block = xor(encoded.subarray(0, hashAt), mgf1(name, hash, hashAt));
  block.writeUInt8(block.readUInt8(0) & 0x7f, 0);
  const saltAt = hashAt - digest.length;
  const expectedHead = Buffer.concat([Buffer.alloc(saltAt - 1), Buffer.of(0x01)]);
  return (
    block.subarray(0, saltAt).equals(expectedHead) && hash.equals(hashSalted(name, digest, block.subarray(saltAt)))
  );
}

function digestInfo(name: DigestName, digest: Buffer): Buffer {
  return Buffer.concat([Buffer.from(DIGEST_INFO[name], 'hex'), digest]);
}

/** What the public key makes of a signature; null for what is none of this key size or padding. */
function openSignature(key: KeyObject, signature: Buffer, padding: number): Buffer | null {
  if (signature.length !== modulusBytes(key)) return null;
  try {
    return publicDecrypt({ key: createPublicKey(key.export({ format: 'pem', type: 'pkcs8' })), padding }, signature);
  } catch {
    return null;
  }
}

function hashSalted(name: DigestName, digest: Buffer, salt: Buffer): Buffer {
  return createHash(name).update(Buffer.alloc(8)).update(digest).update(salt).digest();
}

/** The mask generation function of RFC 8017, appendix B.2.1. */
function mgf1(name: DigestName, seed: Buffer, length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let made = 0, counter = 0; made < length; counter += 1) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const block = createHash(name).update(seed).update(count).digest();
    blocks.push(block);
    made += block.length;
  }
  return Buffer.concat(blocks).subarray(0, length);
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, index) => byte ^ (b[index] ?? 0)));
}

function modulusBytes(key: KeyObject): number {
  return (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
}
