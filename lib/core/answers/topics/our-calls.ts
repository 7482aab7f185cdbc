import { kmsGuide, type Topic } from '#lib/core/answers/topic.ts';
import {
  ALARM,
  CLOUDTRAIL,
  COST,
  DRY_RUN,
  FAILS,
  OUR_CALLS,
  TEMPORARY,
  THROTTLED,
} from '#lib/core/answers/vocabulary.ts';
import { list, paragraph, steps } from '#lib/core/text/blocks.ts';

const CLOUDTRAIL_GUIDE = kmsGuide('Log AWS KMS API calls with AWS CloudTrail', 'logging-using-cloudtrail');

export const callsInCloudTrail: Topic = {
  id: 'calls-in-cloudtrail',
  group: 'Our calls and limits',
  question: 'What are your calls in our CloudTrail, and why do they have DryRunOperationException?',
  facts: [
    'A dry run always ends with an error code. DryRunOperationException means that the call would have been allowed.',
    'The session name is keydesk-probe. A dry run encrypts and decrypts nothing; DescribeKey only reads.',
    'Of a key that is disabled or pending deletion, scheduled checks call DescribeKey only.',
  ],
  acts: 'nobody',
  confidence: 'certain',
  actsBecause: 'These are our checks. There is nothing to do.',
  ourSide: ['Compare session name, account and time with the key’s page before you say that a call is ours.'],
  reply: {
    subject: 'Our calls in your CloudTrail',
    parts: [
      paragraph(
        'These calls are our checks of your key. They come from our account, with the session name keydesk-probe. We repeat them so that we notice at once when your key can no longer be used.',
      ),
      list(
        'DescribeKey reads the state of the key.',
        'Encrypt, Decrypt, ReEncrypt and GenerateDataKey with the error code DryRunOperationException are permission tests. That code is how AWS reports a dry run that would have been allowed. A dry run does not encrypt, decrypt or change anything.',
        'A call without an error code is the backup service itself, or a test with a random value of our own that one of our staff started.',
      ),
      paragraph(
        'If you see a call from our account with another session name that you do not expect, send us its event ID and time, and we look into it.',
      ),
    ],
  },
  references: [kmsGuide('Test your permissions (dry run)', 'testing-permissions'), CLOUDTRAIL_GUIDE],
  signs: [
    [6, DRY_RUN],
    [4, CLOUDTRAIL, OUR_CALLS],
    [5, /keydesk/],
    [7, /how often (do|does) (you|keydesk)|why (do|does) (you|your)[^.?]{0,20} (call|test|check|describe)/],
    [3, OUR_CALLS, ALARM, /call|request|event/],
    [3, /describekey/, OUR_CALLS],
  ],
};

export const whoPays: Topic = {
  id: 'who-pays',
  group: 'Our calls and limits',
  question: 'Who pays for the key and for your calls?',
  facts: [
    'The account that owns the key pays its monthly price, rotations included. AWS’s pricing page has the amounts.',
    'For requests we don’t know it for certain: the KMS documentation doesn’t say clearly which account AWS bills for calls from another account. It only says that they count against the caller’s quotas. The customer’s bill shows it.',
    'The page Capacity shows how many calls we make a day.',
  ],
  acts: 'one_of_several',
  confidence: 'one_of_several',
  actsBecause: 'If the customer was billed for requests, look at the numbers together.',
  ourSide: [
    'Look on the page Capacity for the calls per day and the estimated cost.',
    'Name no price and no refund without our finance team.',
  ],
  reply: {
    subject: 'What your key costs',
    parts: [
      paragraph(
        'You pay for the key: AWS charges a monthly price for each customer managed key to the account that owns it. The current prices are on the pricing page of AWS KMS.',
      ),
      paragraph(
        'We do not know for certain who pays for the requests that our account makes with your key. AWS has a price for requests, but its documentation does not say clearly which of the two accounts is billed when one account uses a key of another. It says only that these requests count against the request quotas of our account, not yours.',
      ),
      paragraph('You can find out in the account that owns the key:'),
      list(
        'Look in AWS Cost Explorer, or in your Cost and Usage Report, at the service Key Management Service, by usage type: the requests are listed apart from the keys. Compare the number with your own calls.',
        'Ask AWS Support, which can see how AWS bills these requests.',
      ),
      paragraph(
        'If you see charges for requests that your own calls do not explain, please send us the period, the region and the usage type from your bill. We compare them with our calls.',
      ),
    ],
  },
  references: [
    { title: 'AWS KMS pricing', url: 'https://aws.amazon.com/kms/pricing/' },
    kmsGuide('Request quotas', 'requests-per-second'),
    {
      title: 'AWS Cost Explorer',
      url: 'https://docs.aws.amazon.com/cost-management/latest/userguide/ce-what-is.html',
    },
  ],
  signs: [
    [5, COST, /call|request|test|check|key|kms|aws|rotation|you|dry/],
    [2, COST, OUR_CALLS],
    [3, COST, DRY_RUN],
    [3, /^\W*who (pays|is billed|gets billed)( for (it|this|that|them))?\W*$/],
  ],
};

export const throttling: Topic = {
  id: 'throttling',
  group: 'Our calls and limits',
  question: 'We see ThrottlingException for KMS. Do your calls use up our quota?',
  facts: [
    'KMS charges a call from another account to the quota of the caller. So our calls don’t use the customer’s quota, and theirs don’t use ours.',
    'A custom key store is different: its quota is per store, for all callers together.',
    'If the throttled call is ours, it’s our quota, and we act.',
  ],
  acts: 'one_of_several',
  confidence: 'likely',
  actsBecause: 'The account that made the throttled call acts. The error names it.',
  ourSide: [
    'Whose account made the throttled call? If ours: look on the page Regions at pauses of that region, and tell our platform team.',
  ],
  reply: {
    subject: 'Throttled KMS calls',
    parts: [
      paragraph(
        'AWS KMS counts each call against the quota of the account that makes it, per region. Calls from our account use our quota and not yours, even for your key. If calls in your account are throttled, they come from your own applications. An exception is a custom key store: its quota is shared by all callers.',
      ),
      steps(
        {
          text: 'Find the callers in your CloudTrail: the events of kms.amazonaws.com with the error code ThrottlingException.',
        },
        {
          text: 'Let these applications reuse data keys and retry with a growing delay, or ask AWS for a higher quota in Service Quotas.',
        },
        { text: 'If the key is in a custom key store, tell us. We can lower the rate of our checks.' },
      ),
    ],
  },
  references: [
    kmsGuide('Request quotas', 'requests-per-second'),
    kmsGuide('Throttling AWS KMS requests', 'throttling'),
  ],
  signs: [
    [6, THROTTLED],
    [2, THROTTLED, FAILS],
    [4, /\b(limits?|quotas?)\b/, /\bkms\b|\baws\b|requests?/, /shar|yours|\buse|reach|\bhit|exceed|count/],
  ],
};

export const awsFault: Topic = {
  id: 'aws-fault',
  group: 'Our calls and limits',
  question: 'We see KMSInternalException or timeouts. Is our key broken?',
  facts: [
    'KMSInternalException, KeyUnavailableException and DependencyTimeoutException are faults on AWS’s side or of a key store. They say nothing about the policy or state of the key, and a retry usually helps.',
    'With an external key store the same errors can be the customer’s proxy.',
  ],
  acts: 'one_of_several',
  confidence: 'one_of_several',
  actsBecause: 'Usually nobody: these faults pass. If they last, AWS Support.',
  ourSide: [
    'Look at other keys of the region: if they answer, the fault is narrower than the region.',
    'Look at the AWS Health Dashboard.',
  ],
  reply: {
    subject: 'Temporary errors of AWS KMS',
    parts: [
      paragraph(
        'KMSInternalException, KeyUnavailableException, DependencyTimeoutException and timeouts are temporary faults. They do not mean that your key or its policy is wrong, and our service tries again. Please do not change the key because of them.',
      ),
      paragraph(
        'If they last, look at the AWS Health Dashboard for your region and ask AWS Support. For a key in an external key store, check your proxy as well: its faults can appear as the same errors.',
      ),
    ],
  },
  references: [kmsGuide('Troubleshoot external key stores', 'xks-troubleshooting')],
  signs: [
    [5, TEMPORARY],
    [2, TEMPORARY, FAILS],
    [4, /kmsinternal|keyunavailable|dependencytimeout/],
  ],
};
