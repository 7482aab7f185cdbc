import { createECDH, randomBytes, type KeyObject } from 'node:crypto';

// The orders of the groups: FIPS 186-5 / SP 800-186, section 3.2.1, and SEC 2, section 2.4.1.
const ORDERS: Readonly<Record<string, bigint>> = {
  prime256v1: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  secp384r1: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  secp521r1:
    0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  secp256k1: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
};

/**
 * ECDSA over a digest, DER-encoded (FIPS 186-5, section 6.4.1): node:crypto only signs messages, which it hashes. Points
 * are multiplied by ECDH; not in constant time, which a sandbox key does not need.
 */
export function signEcdsaDigest(curve: string, key: KeyObject, digest: Buffer): Buffer {
  const order = orderOf(curve);
  const hashed = truncate(digest, order);
  for (;;) {
    const nonce = randomScalar(order);
    const r = multiplyBase(curve, nonce) % order;
    const s = (invert(nonce, order) * (hashed + r * scalarOf(key))) % order;
    if (r !== 0n && s !== 0n) return encodeSignature(r, s);
  }
}

/**
 * Whether a DER-encoded signature is the key's. Whoever holds the private key d needs one multiplication: the point
 * u1·G + u2·Q of FIPS 186-5, section 6.4.2, is (u1 + u2·d)·G.
 */
export function verifyEcdsaDigest(curve: string, key: KeyObject, digest: Buffer, signature: Buffer): boolean {
  const order = orderOf(curve);
  const decoded = decodeSignature(signature);
  if (decoded === null) return false;
  const [r, s] = decoded;
  if (r <= 0n || r >= order || s <= 0n || s >= order) return false;
  const scalar = (invert(s, order) * (truncate(digest, order) + r * scalarOf(key))) % order;
  return scalar !== 0n && multiplyBase(curve, scalar) % order === r;
}

function orderOf(curve: string): bigint {
  const order = ORDERS[curve];
  if (order === undefined) throw new Error(`The curve ${curve} is not known.`);
  return order;
}

/** The private scalar of a key. */
function scalarOf(key: KeyObject): bigint {
  const { d } = key.export({ format: 'jwk' });
  return toBigInt(Buffer.from(d ?? '', 'base64url'));
}

/** The x coordinate of a multiple of the base point. */
function multiplyBase(curve: string, scalar: bigint): bigint {
  const ecdh = createECDH(curve);
  ecdh.setPrivateKey(toBytes(scalar, byteLength(orderOf(curve))));
  const point = ecdh.getPublicKey();
  return toBigInt(point.subarray(1, 1 + (point.length - 1) / 2));
}

function truncate(digest: Buffer, order: bigint): bigint {
  const excessBits = Math.max(0, digest.length * 8 - order.toString(2).length);
  return toBigInt(digest) >> BigInt(excessBits);
}

function randomScalar(order: bigint): bigint {
  for (;;) {
    const scalar = toBigInt(randomBytes(byteLength(order))) % (1n << BigInt(order.toString(2).length));
    if (scalar > 0n && scalar < order) return scalar;
  }
}

/** The inverse in a field of prime order, by the extended Euclidean algorithm. */
function invert(value: bigint, order: bigint): bigint {
  let [previous, current] = [order, value % order];
  let [before, coefficient] = [0n, 1n];
  while (current !== 0n) {
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [before, coefficient] = [coefficient, before - quotient * coefficient];
  }
  return ((before % order) + order) % order;
}

function encodeSignature(r: bigint, s: bigint): Buffer {
  return tagged(0x30, Buffer.concat([encodeInteger(r), encodeInteger(s)]));
}

function encodeInteger(value: bigint): Buffer {
  const bytes = toBytes(value, byteLength(value));
  // DER integers are signed: a leading zero keeps a high first bit from meaning a negative number.
  return tagged(0x02, bytes.readUInt8(0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]));
}

function tagged(tag: number, content: Buffer): Buffer {
  const length = content.length < 0x80 ? Buffer.of(content.length) : Buffer.of(0x81, content.length);
  return Buffer.concat([Buffer.of(tag), length, content]);
}

/** The two integers of a signature; null unless it is exactly what `encodeSignature` would have written. */
function decodeSignature(signature: Buffer): [r: bigint, s: bigint] | null {
  const outer = readTagged(signature, 0x30);
  const first = outer && readTagged(outer.content, 0x02);
  const second = first && readTagged(first.rest, 0x02);
  if (!outer || !first || !second) return null;
  const [r, s] = [toBigInt(first.content), toBigInt(second.content)];
  return encodeSignature(r, s).equals(signature) ? [r, s] : null;
}

function readTagged(bytes: Buffer, tag: number): { content: Buffer; rest: Buffer } | null {
  const short = bytes[1] ?? 0;
  const contentAt = short === 0x81 ? 3 : 2;
  const length = short === 0x81 ? (bytes[2] ?? 0) : short;
  if (bytes[0] !== tag || bytes.length < contentAt + length) return null;
  return { content: bytes.subarray(contentAt, contentAt + length), rest: bytes.subarray(contentAt + length) };
}

function toBigInt(bytes: Buffer): bigint {
  return BigInt(`0x0${bytes.toString('hex')}`);
}

function toBytes(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex');
}

function byteLength(value: bigint): number {
  return Math.ceil(value.toString(16).length / 2);
}
