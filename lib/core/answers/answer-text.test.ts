import { describe, expect, it } from 'vitest';
import { ALL_TOPICS } from '#lib/core/answers/all-topics.ts';
import { answerText } from '#lib/core/answers/answer-text.ts';
import { findAnswers } from '#lib/core/answers/find-answers.ts';
import { QUESTIONS } from '#lib/core/answers/questions.test-support.ts';
import { TOPIC_GROUPS, type Topic } from '#lib/core/answers/topic.ts';
import { layOutAll, paragraph, type Part } from '#lib/core/text/blocks.ts';
import { END_OF_KEY } from '#lib/core/text/end-of-key.ts';

const unwrapped = (text: string): string => text.replaceAll(/\s+/g, ' ');

/** The sentences and steps of a text, a step together with its command. */
const piecesOf = (part: Part): string[] => {
  switch (part.kind) {
    case 'list':
      return [...part.items];
    case 'steps':
      return part.steps.map(({ text, verbatim = '' }) => `${text} ${verbatim}`);
    case 'table':
      return part.rows.flatMap(({ what, cells }) => [what, ...cells]);
    case 'paragraph':
    case 'heading':
    case 'verbatim':
      return [part.text];
  }
};
const pieces = (topic: Topic): string[] => topic.reply.parts.flatMap(piecesOf);
/** What the page shows of a topic, apart from the reply. */
const staffWords = ({ question, facts, ourSide, actsBecause }: Topic): string =>
  [question, ...facts, ...ourSide, actsBecause].join('\n');

const COMMANDS = /\baws kms [a-z-]+/g;
const UNDOES =
  /\b(enable-key|cancel-key-deletion|delete-alias|update-alias|import-key-material)\b|\b(enable|re-enable) (it|the key|this key)\b|\bcancel (it|the deletion)\b|\bpoint it back\b|\bimport the same\b|\breopen the account\b|\badd the statement\b/i;
const CONDITION = /\bonly if\b|\bif .{0,40}(by mistake|not intended)/i;

describe.each(ALL_TOPICS.map((topic) => [topic.id, topic] as const))('the answer %s', (id, topic) => {
  const text = answerText(topic);

  it('H1 contains no policy document and no command that changes a policy', () => {
    expect(text).not.toMatch(/"Version"|"Statement":|"Principal"|bypass-policy-lockout/);
    for (const command of text.match(COMMANDS) ?? [])
      expect([
        'aws kms describe-key',
        'aws kms get-key-policy',
        'aws kms list-grants',
        'aws kms list-key-rotations',
        'aws kms enable-key',
        'aws kms cancel-key-deletion',
      ]).toContain(command);
  });

  it('H1 has a change to a policy made in a copy, after the present policy was saved', () => {
    if (!/\bin a copy\b/i.test(text)) return;
    expect(text.indexOf('key-policy-before.json')).toBeGreaterThan(-1);
    expect(text.indexOf('key-policy-before.json')).toBeLessThan(text.search(/\bin a copy\b/i));
    expect(unwrapped(text)).toContain('Leave every other statement as it is.');
  });

  it('H3 asks to undo something only where it was a mistake, after asking whether it was intended', () => {
    const undoing = pieces(topic).filter((piece) => UNDOES.test(piece));
    for (const piece of undoing) expect(piece).toMatch(CONDITION);
    if (/enable-key|cancel-key-deletion/.test(text)) {
      const asks = unwrapped(text).search(/by mistake, because another key replaced this one, or on purpose/);
      expect(asks).toBeGreaterThan(-1);
      expect(asks).toBeLessThan(unwrapped(text).search(/aws kms (enable-key|cancel-key-deletion)/));
    }
  });

  it('H4 has enable-key after every cancel-key-deletion', () => {
    const cancels = text.lastIndexOf('cancel-key-deletion');
    if (cancels >= 0) expect(text.indexOf('enable-key', cancels)).toBeGreaterThan(cancels);
    if (/import .{0,30}material again/.test(unwrapped(text))) expect(unwrapped(text)).toContain('same');
  });

  it('H5 sends nobody to look for a denied call in their own CloudTrail', () => {
    for (const piece of pieces(topic))
      if (/CloudTrail/.test(piece)) expect(piece).not.toMatch(/look (for|up) .{0,40}(denied|denial|AccessDenied)/i);
  });

  it('H6 names no account, no ARN and no key, so that it can be sent to anybody', () => {
    for (const words of [text, topic.reply.subject, staffWords(topic)])
      expect(words).not.toMatch(/\d{12}|\barn:aws|[0-9a-f]{8}-[0-9a-f]{4}-|mrk-[0-9a-f]{4}/);
  });

  it('shows no code of our rules to staff or customers', () => {
    expect([staffWords(topic), topic.reply.subject, text].join('\n')).not.toMatch(/\bH\d{1,2}\b/);
  });

  it('H8 H13 gives no date or number of days as a margin, and calls nothing lost', () => {
    expect(text).not.toMatch(/\d+ (days|hours)|you (still )?have time|plenty/i);
    expect(text).not.toMatch(/unrecoverabl|(data|backups?) (is|are) (lost|gone)/i);
  });

  it('H19 never says that a key may be deleted', () => {
    expect(unwrapped(text)).not.toMatch(/you (may|can) (now )?(safely )?delete|safe to delete/i);
  });

  it('promises nothing and makes no rights or wrongs of it', () => {
    expect(unwrapped(text)).not.toMatch(
      /guarantee|promise|will (work|be fixed|be solved)|immediately|within minutes|for sure/i,
    );
    expect(unwrapped(text)).not.toMatch(/your (fault|mistake)|you (broke|caused)/i);
  });

  it('is written for a customer: a greeting, no contractions, one line for each paragraph', () => {
    expect(text).toMatch(/^Hello,\n\n/);
    expect(text).not.toMatch(/\b\w+n['’]t\b|\b(it|that|there|what)['’]s\b|\b(we|you)['’](re|ll|ve)\b/i);
    expect(text).not.toMatch(/keydesk(?!-probe)/i);
    for (const block of text.trimEnd().split('\n\n')) {
      const lines = block.split('\n').filter((line) => line !== '');
      expect(lines.length === 1 || lines.every((line) => /^(- |\d+\. | {2,})/.test(line))).toBe(true);
    }
  });

  it('has facts, an AWS page for them, and one of the groups that the page shows', () => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(topic.facts.length).toBeGreaterThan(0);
    expect(TOPIC_GROUPS).toContain(topic.group);
    expect(topic.references.length).toBeGreaterThan(0);
    for (const { url } of topic.references) expect(url).toMatch(/^https:\/\/(docs\.)?aws\.amazon\.com\//);
  });

  it('H27 asks the customer to do nothing where nobody has anything to do', () => {
    if (topic.acts !== 'nobody') return;
    expect(topic.reply.parts.every(({ kind }) => kind !== 'steps')).toBe(true);
  });
});

it('topics have an ID each', () => {
  expect(new Set(ALL_TOPICS.map(({ id }) => id)).size).toBe(ALL_TOPICS.length);
});

describe('a question that support was sent', () => {
  const SENT: readonly {
    topic: string;
    acts: Topic['acts'];
    says: readonly RegExp[];
    never: readonly RegExp[];
  }[] = [
    {
      topic: 'own-key-wanted',
      acts: 'vendor',
      says: [/do not create a backup job or an archive job/, /wait for these instructions/, /which regions/],
      never: [/you (can|may) start now/, /create-key/],
    },
    {
      topic: 'canceled-deletion',
      acts: 'customer',
      says: [
        /The key is now disabled/,
        /aws kms enable-key/,
        /Nothing was deleted/,
        /nothing on our side needs to change/,
      ],
      never: [/data (is|are) lost/, /we (must|have to|will) (correct|fix)/],
    },
    {
      topic: 'rotation-and-old-data',
      acts: 'customer',
      says: [
        /keeps the ARN, the key ID/,
        /keeps all older key material/,
        /alias was pointed at another key/,
        /a new key/,
        /key policy was replaced/,
      ],
      never: [/rotation (made|makes) .{0,20}unreadable/],
    },
    {
      topic: 'policy-flips',
      acts: 'customer',
      says: [
        /aws_kms_key and a separate aws_kms_key_policy/,
        /AWS console/,
        /in that one place/,
        /PutKeyPolicy events .* settle it/,
        /One successful check does not show that this is solved/,
      ],
      never: [/fault of AWS/, /(is|was) repaired/],
    },
    {
      topic: 'recreated-role',
      acts: 'customer',
      says: [
        /AROA/,
        /Write the ARN again/,
        /better: write the root of our account/,
        /We re-created our role, and that is the cause/,
      ],
      never: [/you changed/, /same ARN is enough/],
    },
    {
      topic: 'resource-control-policy',
      acts: 'customer',
      says: [
        /belongs to the AWS organization that owns the key/,
        /administrators of your AWS organization/,
        /changed in its management account/,
        /exempt our account \(aws:PrincipalAccount\) for kms:DescribeKey, kms:Encrypt, kms:Decrypt, /,
        /"aws:PrincipalAccount": "<our account in your region>"/,
      ],
      never: [/key policy denies/, /our organization/],
    },
    {
      topic: 'revoked-grants',
      acts: 'customer',
      says: [
        /AWS services made those grants for us/,
        /new grant when the resource is attached or started again/,
        /kms:CreateGrant/,
        /kms:GrantIsForAWSResource/,
        /stays deleted/,
      ],
      never: [/come back by themselves/, /policy is (broken|wrong)/],
    },
    {
      topic: 'disabled-but-running',
      acts: 'customer',
      says: [/Both are true/, /enable the key before anything is restarted/, /aws kms enable-key/, /in memory/],
      never: [/alarm is wrong/, /nothing will happen/],
    },
    {
      topic: 'service-control-policy',
      acts: 'vendor',
      says: [
        /limits the accounts of the organization that makes the call/,
        /the policy is ours: we correct it.*different only if the error names a user or a role in your own account/,
      ],
      never: [/exempt our account/, /put-key-policy/],
    },
    {
      topic: 'alias-instead-of-arn',
      acts: 'customer',
      says: [
        /We need the ARN of the key itself/,
        /can be pointed at another key/,
        /only the ARN of the alias/,
        /only with the key that encrypted it/,
        /describe-key --region <region> --key-id alias\/<name>/,
      ],
      never: [/[Kk]eep the old key enabled/, /points at a new key/],
    },
    {
      topic: 'moved-alias',
      acts: 'customer',
      says: [/UpdateAlias event in your CloudTrail names only the key that it points at since then/, /CreateAlias/],
      never: [/shows both/],
    },
    {
      topic: 'backups-of-disabled-key',
      acts: 'nobody',
      says: [
        /cannot be read from the moment AWS refuses the key/,
        /fails at once/,
        /when it next needs the key/,
        /can be read again/,
        /no period after which .* as long as the key exists/,
      ],
      never: [/Both are true/, /by mistake/],
    },
    {
      topic: 'pausing-access',
      acts: 'customer',
      says: [
        /New backups fail/,
        /Restores fail/,
        /until when/,
        /Key actions > Disable/,
        /key-policy-before\.json/,
        /do not schedule the deletion of the key/,
      ],
      never: [/by mistake/, /schedule-key-deletion/],
    },
    {
      topic: 'automatic-rotation',
      acts: 'nobody',
      says: [/Nothing breaks/, /do not have to encrypt anything again/, /write to us before/],
      never: [/Something else .*changed/],
    },
    {
      topic: 'who-pays',
      acts: 'one_of_several',
      says: [
        /do not know for certain who pays for the requests/,
        /Cost Explorer/,
        /Cost and Usage Report/,
        /AWS Support/,
      ],
      never: [/\$\d/, /refund/],
    },
    {
      topic: 'reported-failure',
      acts: 'vendor',
      says: [/first look at our check of your key/, /ARN of the key/, /exact error/, /time zone/, /change nothing/],
      never: [/your key (is|was) (disabled|deleted)/],
    },
    {
      topic: 'services-need-grants',
      acts: 'customer',
      says: [/kms:CreateGrant/, /"kms:GrantIsForAWSResource": "true"/, /direct calls succeed/],
      never: [/the key (is|was) disabled/, /create-grant/],
    },
    {
      topic: 'grant-or-policy',
      acts: 'customer',
      says: [/need the statements in the key policy/, /cannot allow kms:ListGrants/, /leave existing grants/],
      never: [/create-grant/, /a grant is enough/],
    },
    {
      topic: 'grant-expiry',
      acts: 'nobody',
      says: [/Grants do not expire/, /until it is retired or revoked/],
      never: [/grants? expires? (after|in)/],
    },
    {
      topic: 'moved-organization',
      acts: 'customer',
      says: [/neither the key nor its ARN/, /resource control policy for AWS KMS/, /aws:PrincipalOrgID/],
      never: [/key (was|is) moved/, /new ARN/],
    },
    {
      topic: 'caller-condition',
      acts: 'customer',
      says: [/aws:MultiFactorAuthPresent/, /cannot meet/, /exempt our account in a Deny statement/],
      never: [/turn off MFA/i, /we (sign|log) in with/],
    },
    {
      topic: 'deleted-by-code',
      acts: 'customer',
      says: [
        /do not delete a KMS key at once/,
        /aws kms describe-key/,
        /aws kms cancel-key-deletion/,
        /aws kms enable-key/,
        /do not run the code again/,
      ],
      never: [/(key|data) (is|are) (gone|lost)/],
    },
    {
      topic: 'policy-change-delay',
      acts: 'vendor',
      says: [/in some cases only after several minutes/, /eventually consistent/],
      never: [/at the latest/, /at once/],
    },
    {
      topic: 'imported-material-expired',
      acts: 'customer',
      says: [/same material is imported again/, /Other material cannot take its place/],
      never: [/any material/],
    },
    {
      topic: 'leaving',
      acts: 'vendor',
      says: [
        /^Hello, What each step does to the data that your key protects:/,
        /do not change the key yet/,
        /stop the backup and archive jobs.*ARN of the key out of our product.*retire the grants.*our own role.*Only then remove our statement/,
        /disable it first rather than schedule its deletion/,
        /leave every other statement as it is/,
      ],
      never: [/you (may|can) delete/i, /grace/, /schedule-key-deletion/],
    },
    {
      topic: 'why-account-root',
      acts: 'nobody',
      says: [/condition on aws:PrincipalArn/, /write to us before/],
      never: [/must be root/],
    },
  ];

  it.each(SENT)(
    'gets $topic first, with what must be said and without what must not',
    ({ topic, acts, says, never }) => {
      const [first] = findAnswers(QUESTIONS[topic]?.[0] ?? '');
      expect(first?.id).toBe(topic);
      expect(first?.acts).toBe(acts);
      const text = unwrapped(first === undefined ? '' : answerText(first));
      for (const words of says) expect(text).toMatch(words);
      for (const words of never) expect(text).not.toMatch(words);
    },
  );
});

describe('the search for undo commands', () => {
  it('finds what the rule forbids, and the answers that ask for an undo', () => {
    expect(ALL_TOPICS.filter((topic) => pieces(topic).some((piece) => UNDOES.test(piece))).length).toBeGreaterThan(5);
    for (const forbidden of ['Enable the key.', 'Please run aws kms cancel-key-deletion', 'Then enable it.'])
      expect(UNDOES.test(forbidden) && !CONDITION.test(forbidden)).toBe(true);
    expect(CONDITION.test('Only if it was disabled by mistake: enable it.')).toBe(true);
  });
});

describe('an answer about leaving, disabling or deleting', () => {
  const about = /\b(?:disabl|delet|destroy|remov|clos|pause|take .* away|old one)/i;

  it('opens with what each of these does, how soon, and whether it can be undone', () => {
    const opening = layOutAll([paragraph('Hello,'), ...END_OF_KEY]);
    for (const topic of ALL_TOPICS)
      expect(answerText(topic).startsWith(opening), topic.id).toBe(topic.opensWithEnds === true);
    expect(opening).toContain('the waiting period begins, during which the key already does not work');
    expect(opening).toContain('talk to us first');
    expect(opening).not.toMatch(/grace|unrecoverable/i);
  });

  it('is marked as one, whatever its question names', () => {
    const asks = ALL_TOPICS.filter(({ question, id }) => about.test(question) && !OTHER_ENDS.includes(id));
    expect(asks.filter(({ opensWithEnds }) => opensWithEnds !== true).map(({ id }) => id)).toEqual([]);
  });
});
/** About imported material, which comes back with the same material. */
const OTHER_ENDS: readonly string[] = ['imported-material-expired'];
