import { askIfIntended, blankCommand, kmsGuide, type Topic } from '#lib/core/answers/topic.ts';
import { DISABLED, EXPIRED, FAILS, IMPORTED, KEY_STORE, OTHER_REGION, REPLICA } from '#lib/core/answers/vocabulary.ts';
import { list, paragraph, steps } from '#lib/core/text/blocks.ts';
import { withoutCopy } from '#lib/core/text/no-copy-of-material.ts';

export const otherRegion: Topic = {
  id: 'other-region',
  group: 'Rotation and other keys',
  question: 'Can we use a key in another region than the one in which you host us?',
  facts: [
    'A KMS key works only in its own region. A key in another region gives the same answer as a missing permission, or NotFoundException.',
    'A multi-Region key works where it has a primary key or replica. Each has its own ARN, policy and state.',
  ],
  acts: 'customer',
  confidence: 'certain',
  actsBecause: 'The customer creates a key or a replica in the region in which we host them.',
  ourSide: ['Look up the customer’s hosting region. Its vendor account is the one that the key policy must name.'],
  reply: {
    subject: 'Your key must be in the region in which we host you',
    parts: [
      paragraph(
        'A KMS key can be used only in its own AWS region, so we need a key in the region in which we host you. A key in another region cannot be moved.',
      ),
      list(
        'If your key is a multi-Region key, create a replica of it in that region.',
        'Otherwise create a new key there: symmetric, for encrypting and decrypting.',
      ),
      steps(
        {
          text: 'Allow our account of that region in the policy of that key or replica. A replica has a policy of its own.',
        },
        { text: 'Send us the ARN of the key or replica in that region.' },
        { text: 'Keep a key that already protects data in our service usable.' },
      ),
    ],
  },
  references: [kmsGuide('Multi-Region keys in AWS KMS', 'multi-region-keys-overview')],
  signs: [
    [4, OTHER_REGION],
    [2, OTHER_REGION, /\bkey\b/],
    [4, /(same|which|what|any|every) (aws )?region/, /\bkeys?\b/],
    [3, /invalid arn|region/, /move|transfer|use a key|host/],
  ],
};

export const multiRegionReplica: Topic = {
  id: 'multi-region-replica',
  group: 'Rotation and other keys',
  question: 'We have a multi-Region key. Does its primary or replica in another region count?',
  facts: [
    'A primary key and its replicas share key ID and material, but each has its own ARN, key policy, grants, aliases and state.',
    'So a policy that allows us on the primary doesn’t allow us on the replica, and a replica can be disabled alone.',
    'A replica that was deleted can be created again from its primary. Rotation is set on the primary only.',
  ],
  acts: 'customer',
  confidence: 'likely',
  actsBecause: 'The customer sets policy and state of the key in our hosting region.',
  ourSide: [
    'The registered ARN must be the one in the customer’s hosting region. A check of one region says nothing about the other.',
  ],
  reply: {
    subject: 'Multi-Region keys',
    parts: [
      paragraph(
        'A multi-Region primary key and its replicas share their key ID and key material, so they decrypt each other’s data. Everything else belongs to each of them alone: the ARN, the key policy, the grants, the aliases, and whether it is enabled. We use only the one in the region in which we host you.',
      ),
      steps(
        {
          text: 'Allow our account of that region in the policy of the key or replica in that region. A change to the policy of the primary key does not reach it.',
        },
        { text: 'Send us the ARN of the key or replica in that region.' },
        {
          text: 'If it is disabled there, tell us whether that was intended. The state of the primary key does not change it.',
        },
        { text: 'Send us the output of this command for both regions:', verbatim: blankCommand('describe-key') },
      ),
    ],
  },
  references: [kmsGuide('Multi-Region keys in AWS KMS', 'multi-region-keys-overview')],
  signs: [
    [6, REPLICA],
    [2, REPLICA, OTHER_REGION],
    [2, REPLICA, FAILS],
    [2, REPLICA, DISABLED],
  ],
};

export const importedMaterialExpired: Topic = {
  id: 'imported-material-expired',
  group: 'Key state and deletion',
  question: 'Our imported key material expired, was deleted or is the wrong one. What now?',
  facts: [
    'The key state is PendingImport, and no use is possible until the same material is imported again. Other material is refused with IncorrectKeyMaterialException.',
    'Other material is accepted only as new material for an on-demand rotation. It doesn’t replace what is missing: existing data needs the earlier material too.',
    'If several materials were imported (after on-demand rotation), the end of any one of them makes the key unusable.',
    'This is reversible as long as the customer still has the material. We never have it.',
  ],
  acts: 'customer',
  confidence: 'certain',
  actsBecause: 'Only the customer has the material and may import it.',
  ourSide: ['Check the key now: it should read PendingImport. If so, send the key’s own reply.'],
  reply: {
    subject: 'Your key needs its imported key material again',
    parts: [
      paragraph(
        'When imported key material expires or is deleted, the key waits for it (state PendingImport) and cannot be used. The key becomes usable again when the same material is imported again. Other material cannot take its place, even where AWS KMS accepts it as new material for a rotation on demand, and a new key cannot read the existing data.',
      ),
      askIfIntended('the key material was deleted or expired'),
      steps(
        {
          text: 'Only if it was not intended: import the same key material again, with the same key. If the key has more than one material (after a rotation on demand), all of them must be there. The command list-key-rotations with --include-key-material ALL_KEY_MATERIAL shows which one is missing.',
        },
        { text: 'Choose no expiration, or a later one, and set an alarm before it.' },
        { text: 'Send us the output of this command:', verbatim: blankCommand('describe-key') },
      ),
      ...withoutCopy('reply to this ticket', false),
    ],
  },
  references: [
    kmsGuide('Import key material', 'importing-keys'),
    kmsGuide('Delete imported key material', 'importing-keys-delete-key-material'),
  ],
  signs: [
    [6, IMPORTED, EXPIRED],
    [5, /pendingimport|pending import|deleteimportedkeymaterial|\bvalidto\b/],
    [
      6,
      /(different|other|another|wrong|incorrect|not the same|mismatch\w*|unlike|false) (kms )?(imported )?(key )?material|material (\w+ ){0,3}(different|wrong|mismatch\w*|not the same|not match|doesn't match|rejected|refused)|incorrectkeymaterial/,
    ],
    [3, IMPORTED, FAILS],
    [2, IMPORTED],
    [3, /key material|import\w* .{0,20}material|\bmaterial\b.{0,30}\bkey\b/],
  ],
};

export const keyStoreDown: Topic = {
  id: 'custom-key-store',
  group: 'Key state and deletion',
  question: 'Our key is in an external or CloudHSM key store. Why does it fail although KMS shows Enabled?',
  facts: [
    'The state Enabled says nothing about the key store behind the key. KMSInvalidStateException names the fault in its message.',
    'Unavailable means that the customer disconnected the store.',
    'We can’t see the store’s connection state. Only its owner can.',
  ],
  acts: 'customer',
  confidence: 'likely',
  actsBecause: 'The customer runs the key store, its proxy or its cluster. “Retry” in the message may pass by itself.',
  ourSide: [
    'Read the message of the last denied test on the key’s page.',
    'Keydesk sends at most one call per second to one key store.',
  ],
  reply: {
    subject: 'The key store behind your key',
    parts: [
      paragraph(
        'For a key in a custom key store, AWS KMS passes each call on to your external key manager or your CloudHSM cluster. If it does not answer, calls fail although AWS shows the key as enabled.',
      ),
      steps(
        {
          text: 'In the AWS console, open KMS > Custom key stores in the region of the key, and send us the connection state of the key store and its error, if there is one.',
        },
        {
          text: 'Check the proxy and key manager, or the CloudHSM cluster: whether they run, their certificates and credentials, their network, and their load.',
        },
        { text: 'Check that the external key or the key in the cluster itself is enabled.' },
      ),
      paragraph('Please do not delete the key or the key store: existing data needs both.'),
    ],
  },
  references: [
    kmsGuide('Troubleshoot external key stores', 'xks-troubleshooting'),
    kmsGuide('Troubleshoot a CloudHSM key store', 'fix-keystore'),
  ],
  signs: [
    [5, KEY_STORE],
    [4, /\bunavailable\b/, /\bkeys?\b|\bstate\b/],
    [
      6,
      /(key ?state|state|status)\b.{0,15}\bunavailable|\b(key|cmk) (\w+ ){0,2}"?unavailable|"?unavailable"?.{0,12}\b(state|status)\b/,
    ],
    [2, KEY_STORE, FAILS],
    [3, /kmsinvalidstate/],
  ],
};
