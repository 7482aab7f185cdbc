export const KEY_USAGES = [
  'ENCRYPT_DECRYPT',
  'SIGN_VERIFY',
  'GENERATE_VERIFY_MAC',
  'KEY_AGREEMENT',
  'ENCAPSULATE_DECAPSULATE',
] as const;
export type KeyUsage = (typeof KEY_USAGES)[number];

/** The kind of material that a key spec needs. Curves have their OpenSSL names. */
export type MaterialKind =
  | { readonly kind: 'aes' }
  | { readonly kind: 'hmac'; readonly bytes: number; readonly importableBytes: readonly [min: number, max: number] }
  | { readonly kind: 'rsa'; readonly bits: number }
  | { readonly kind: 'ec'; readonly curve: string }
  | { readonly kind: 'ed25519' };

/** The asymmetric kinds. */
export type KeyPairKind = Exclude<MaterialKind, { kind: 'aes' | 'hmac' }>;

interface SpecRule {
  readonly material: MaterialKind;
  readonly algorithms: Readonly<Partial<Record<KeyUsage, readonly string[]>>>;
}

const RSA_ALGORITHMS = {
  ENCRYPT_DECRYPT: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'],
  SIGN_VERIFY: [
    'RSASSA_PKCS1_V1_5_SHA_256',
    'RSASSA_PKCS1_V1_5_SHA_384',
    'RSASSA_PKCS1_V1_5_SHA_512',
    'RSASSA_PSS_SHA_256',
    'RSASSA_PSS_SHA_384',
    'RSASSA_PSS_SHA_512',
  ],
} as const;

/**
 * The key specs that the sandbox supports, with the algorithms of each allowed usage (KMS Developer Guide, "Key spec
 * reference"; sizes of imported HMAC material: "Requirements for imported key material").
 */
const SPEC_RULES = {
  SYMMETRIC_DEFAULT: { material: { kind: 'aes' }, algorithms: { ENCRYPT_DECRYPT: ['SYMMETRIC_DEFAULT'] } },
  RSA_2048: { material: { kind: 'rsa', bits: 2048 }, algorithms: RSA_ALGORITHMS },
  RSA_3072: { material: { kind: 'rsa', bits: 3072 }, algorithms: RSA_ALGORITHMS },
  RSA_4096: { material: { kind: 'rsa', bits: 4096 }, algorithms: RSA_ALGORITHMS },
  ECC_NIST_P256: {
    material: { kind: 'ec', curve: 'prime256v1' },
    algorithms: { SIGN_VERIFY: ['ECDSA_SHA_256'], KEY_AGREEMENT: ['ECDH'] },
  },
  ECC_NIST_P384: {
    material: { kind: 'ec', curve: 'secp384r1' },
    algorithms: { SIGN_VERIFY: ['ECDSA_SHA_384'], KEY_AGREEMENT: ['ECDH'] },
  },
  ECC_NIST_P521: {
    material: { kind: 'ec', curve: 'secp521r1' },
    algorithms: { SIGN_VERIFY: ['ECDSA_SHA_512'], KEY_AGREEMENT: ['ECDH'] },
  },
  ECC_SECG_P256K1: { material: { kind: 'ec', curve: 'secp256k1' }, algorithms: { SIGN_VERIFY: ['ECDSA_SHA_256'] } },
  ECC_NIST_EDWARDS25519: {
    material: { kind: 'ed25519' },
    algorithms: { SIGN_VERIFY: ['ED25519_SHA_512', 'ED25519_PH_SHA_512'] },
  },
  HMAC_224: {
    material: { kind: 'hmac', bytes: 28, importableBytes: [28, 64] },
    algorithms: { GENERATE_VERIFY_MAC: ['HMAC_SHA_224'] },
  },
  HMAC_256: {
    material: { kind: 'hmac', bytes: 32, importableBytes: [32, 64] },
    algorithms: { GENERATE_VERIFY_MAC: ['HMAC_SHA_256'] },
  },
  HMAC_384: {
    material: { kind: 'hmac', bytes: 48, importableBytes: [48, 128] },
    algorithms: { GENERATE_VERIFY_MAC: ['HMAC_SHA_384'] },
  },
  HMAC_512: {
    material: { kind: 'hmac', bytes: 64, importableBytes: [64, 128] },
    algorithms: { GENERATE_VERIFY_MAC: ['HMAC_SHA_512'] },
  },
} as const satisfies Record<string, SpecRule>;

/** A key spec that the sandbox supports. */
export type KeySpec = keyof typeof SPEC_RULES;

/** Every key spec of AWS. Those that aren't a `KeySpec` are refused with a message of the sandbox. */
export const AWS_KEY_SPECS = [
  ...(Object.keys(SPEC_RULES) as KeySpec[]),
  'SM2',
  'ML_DSA_44',
  'ML_DSA_65',
  'ML_DSA_87',
  'ML_KEM_512',
  'ML_KEM_768',
  'ML_KEM_1024',
] as const;

export function isKeySpec(name: string): name is KeySpec {
  return Object.hasOwn(SPEC_RULES, name);
}

export function materialKindOf(spec: KeySpec): MaterialKind {
  return SPEC_RULES[spec].material;
}

export function isKeyPair(kind: MaterialKind): kind is KeyPairKind {
  return kind.kind !== 'aes' && kind.kind !== 'hmac';
}

/** The algorithms of a key spec for a usage, in AWS's order; empty if the two are incompatible. */
export function algorithmsOf({ keySpec, keyUsage }: { keySpec: KeySpec; keyUsage: KeyUsage }): readonly string[] {
  const { algorithms }: SpecRule = SPEC_RULES[keySpec];
  return algorithms[keyUsage] ?? [];
}

const ALGORITHM_MEMBERS = {
  ENCRYPT_DECRYPT: 'EncryptionAlgorithms',
  SIGN_VERIFY: 'SigningAlgorithms',
  GENERATE_VERIFY_MAC: 'MacAlgorithms',
  KEY_AGREEMENT: 'KeyAgreementAlgorithms',
  ENCAPSULATE_DECAPSULATE: 'EncapsulationAlgorithms',
} as const satisfies Record<KeyUsage, string>;

/** The list of algorithms that DescribeKey shows: the one for the key's usage. */
export function describeAlgorithms(key: { keySpec: KeySpec; keyUsage: KeyUsage }): Record<string, readonly string[]> {
  return { [ALGORITHM_MEMBERS[key.keyUsage]]: algorithmsOf(key) };
}
