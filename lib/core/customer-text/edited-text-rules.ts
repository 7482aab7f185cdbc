import type { EditRule } from '#lib/core/customer-text/edited-text-words.ts';
import type { CustomerText } from '#lib/core/customer-text/text-input.ts';

type Says = Extract<CustomerText, { kind: 'text' }>['says'];

const CHANGES =
  'add|allow|grant|change|correct|update|edit|fix|restore|remove|delete|attach|detach|put|enable|re-?enable|cancel|import|reconnect|undo|revert|exempt';
/** What asks for a change of the key, its policy or its state. */
const ASKS = [
  new RegExp(
    String.raw`\b(?:please|you (?:must|need to|have to|should)|(?:can|could|would|will) (?:you|your \w+(?: team)?|somebody)|kindly|make sure|be so kind|(?:we|I) (?:would )?(?:ask|need|want|like|request|expect|advise|recommend) (?:you|your \w+)(?: team)? to|your (?:\w+ ){1,3}(?:must|should|needs? to|has to|have to))\b(?! (?:do not|don[’']t|not|leave|keep|wait)\b)[^.]{0,300}\b(?:${CHANGES})\b[^.]{0,300}`,
    'i',
  ),
  new RegExp(String.raw`^(?:(?:then|now|first|next|so|simply|just),? )*(?:${CHANGES})\b[^.]{0,300}`, 'i'),
  /\b(?:must|needs? to|has to|have to|should) be (?:added|allowed|granted|changed|corrected|updated|edited|fixed|restored|removed|attached|enabled|re-?enabled|imported|undone|reverted)\b/i,
  /\bpolicy (?:needs|lacks|misses|is missing|requires)\b/i,
];

const DID =
  'removed|disabled|deleted|changed|revoked|scheduled|broke|broken|misconfigured|blocked|denied|caused|edited|altered|modified|withdrew|took away';
/** What says that the customer did it. */
const ACCUSES = [
  new RegExp(
    String.raw`\b(?:you(?:r (?:[\w-]+ ){0,2}(?:team|colleagues?|administrators?|admins?|company|organi[sz]ation|side|staff|department|people|engineers?))?|(?:some|any)(?:body|one) (?:on your side|at your end|of yours|in your \w+)) (?:have |has |had |must have |may have |probably |apparently |since |recently |then |just |also |accidentally )*(?:${DID})\b`,
    'i',
  ),
  new RegExp(
    String.raw`\b(?:${DID}|taken away)\b[^.]{0,80} (?:by you|by your|by (?:some|any)(?:body|one) (?:on|at|in) your|on your side|at your end)\b`,
    'i',
  ),
  new RegExp(
    String.raw`\b(?:${DID}|taken away) by you\b|\bsome(?:body|one) (?:\w+ ){0,2}(?:${DID}) (?:our|the|this|it)\b`,
    'i',
  ),
  /\b(?:your|on your) (?:own )?(?:fault|mistake|error)\b|\b(?:cause|problem|fault|error|mistake) (?:is|lies) (?:on|with) (?:your side|you)\b|\byour (?:key )?policy (?:denies|blocks|no longer allows|is wrong|is broken|does(?:n[’']t| not) allow)\b/i,
];

const NOTHING_TO_DO =
  /\b(?:you (?:need not|don[’']t need to|do not need to|don[’']t have to|do not have to) do (?:anything|something)|no (?:further |more |other |additional |immediate )*(?:action|steps?|work|changes?|measures?|response|reply) (?:(?:is|are|will be) )?(?:needed|required|necessary|expected)|nothing (?:more |else |further )?(?:for you )?(?:to do|(?:is )?(?:needed|required)|needs to (?:happen|be done))|there is nothing (?:you|more you|else you) (?:need|have) to do|(?:you (?:can|may) |please |feel free to )?(?:ignore|disregard) (?:this|the|our|my|what|everything)|you are all set|you[’']re all set|(?:we|I) (?:do not|don[’']t) need anything)\b/i;

const FOR_EVER = '(?:for ?ever|for good|permanently|irreversibly|irretrievably|completely)';
const LOST = new RegExp(
  String.raw`\b(?:unrecoverable|irrecoverabl[ey]|irretrievabl[ey]|${FOR_EVER} (?:lost|gone|deleted|unreadable)|(?:lost|gone|unreadable|destroyed) ${FOR_EVER}|(?:can ?not|can[’']t|can never|could not|will never|won[’']t|will not|never) (?:ever )?be (?:recovered|restored|read|decrypted) (?:again|any ?more|ever)|(?:cannot|can not|can[’']t|can never|never) be recovered|no way to (?:recover|restore))\b`,
  'i',
);

const NOT = String.raw`(?<!\b(?:not|never|n[’']t|before you|if you|avoid|without|instead of|anybody|anyone) (?:to |ever |yet |simply |just )*)`;
const OBJECT = String.raw`(?:(?:all|both|any|each|some|one) of )?(?:(?!(?:from|in|on|of|for|to|with|and|statement|policy|condition|deny)\b)[\w’'-]+ ){0,5}?(?:it|them|everything|(?:key|backup|restore point|snapshot)s?(?! (?:policy|policies|state|statement|id|admin|administrator|user)\b)|arn:aws|mrk-|[0-9a-f]{8}-[0-9a-f]{4})\b`;
/** What lets the customer delete, disable or give up a key or what it protects. */
const ALLOWS_DELETION = [
  /\b(?:you|they|it) (?:may|can|could) (?:now |safely |then |also )*(?:be )?(?:delete|deleted)\b|\bsafe(?:ly)? (?:to )?delete\b|\bschedule[- ]key[- ]deletion\b|\b(?:call|run|use) ScheduleKeyDeletion\b|\bgo ahead and delete\b|\bplease delete\b/i,
  new RegExp(
    String.raw`${NOT}\b(?:delet(?:e|ing)|remov(?:e|ing)|destroy(?:ing)?|eras(?:e|ing)|purg(?:e|ing)|wip(?:e|ing)|discard(?:ing)?|get(?:ting)? rid of|schedul(?:e|ing)|disabl(?:e|ing)|deactivat(?:e|ing)|(?:turn|switch|shut)(?:ing)? (?:off|down)) ${OBJECT}`,
    'i',
  ),
  new RegExp(String.raw`${NOT}\bschedul(?:e|ing) (?:[\w’'-]+ ){0,4}deletion\b`, 'i'),
  /\b(?:keys?|it|they|backups?|snapshots?|restore points?) (?:may|can|could|should|must|might|will|is to|are to|has to|have to|needs? to|ought to|(?:is|are) (?:safe|free|ok|okay|fine) to) (?:now |then |safely |also |simply )*(?:be )?(?:delete|deleted|remove|removed|disable|disabled|destroyed|erased|purged|scheduled|discarded)\b/i,
  new RegExp(String.raw`${NOT}\b(?:delete|remove|disable|destroy|erase|schedule)[ :,;-]*$`, 'i'),
  /\b(?:no (?:longer )?need|not need|n[’']t need|need not|n[’']t have|not have) (?:to )?keep\b/i,
  /\b(?:deletion|deleting|removal|removing|disabling)\b[^.]{0,120} (?:is|are) (?:now |then )?(?:fine|safe|ok|okay|allowed|possible|no problem)\b/i,
  /\b(?:keys?|backups?|it) (?:is|are) no longer (?:needed|required|used|in use|necessary)\b|\bno longer needs? (?:the|this|that|your) (?:old )?(?:key|backup)s?\b/i,
];

const DENIED_IN_CLOUDTRAIL =
  /\b(?:denied|denial|AccessDenied\w*|our (?:call|calls|request|requests))\b[^.]{0,200}\bCloudTrail\b|\bCloudTrail\b[^.]{0,200}\b(?:denied|denial|AccessDenied\w*|our (?:call|calls|request|requests))\b/i;
const SAYS_WORKS = /\b(?:key|everything|it|access) (?:now |again )?works\b|\bkey is working\b/i;

/** A rule about a sentence that the made text does not have. */
type SentenceRule = {
  rule: EditRule;
  patterns: readonly RegExp[];
  applies: (says: Says, made: string) => boolean;
};

export const SENTENCE_RULES: readonly SentenceRule[] = [
  { rule: 'skips_lockout_check', patterns: [/--?bypass[-_ ]?policy[-_ ]?lockout\S*/i], applies: () => true },
  {
    rule: 'policy_overwrite',
    patterns: [/\bput[-_ ]key[-_ ]policy\b/i, /\b(?:call|run|use|execute|with) PutKeyPolicy\b/i],
    applies: () => true,
  },
  { rule: 'allows_deletion', patterns: ALLOWS_DELETION, applies: () => true },
  { rule: 'calls_it_lost', patterns: [LOST], applies: (_, made) => !LOST.test(made) },
  { rule: 'denied_call_in_cloudtrail', patterns: [DENIED_IN_CLOUDTRAIL], applies: () => true },
  { rule: 'accuses', patterns: ACCUSES, applies: ({ confirmed }) => !confirmed },
  { rule: 'asks_too_early', patterns: ASKS, applies: ({ holds }) => holds },
  { rule: 'nothing_to_do', patterns: [NOTHING_TO_DO], applies: ({ asks }) => asks },
  { rule: 'says_works', patterns: [SAYS_WORKS], applies: (_, made) => !/\bworks\b/.test(made) },
];
