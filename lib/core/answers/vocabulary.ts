// What questions are recognized by: AWS's terms and the plain words that customers use for them. Questions are compared
// in small letters, with straight quotes and single spaces.

export const CANCELED =
  /\bcancell?(ed|ing)\b|cancell?ation|\b(did|have|had|could|to) cancel\b.{0,40}(but|yet|still|however)|withdr[ae]w|undid|(clicked|pressed|ran|used|chose|tried|selected) cancel|(got|took|brought|back) .{0,20}out of (the )?pending|deletion (was|is|has been|got) (\w+ )?(revoked|aborted|stopped|undone|reverted|withdrawn|reversed|called off)|undone the (\w+ )?deletion|(stopped|reverted|undid|aborted|took back|rolled back) (the|its|our|that) (\w+ )?deletion/;
export const DELETION = /\bdelet|schedulekeydeletion|pendingdeletion|\bremoval of the key/;
export const PENDING =
  /pending[ -]?deletion|pendingdeletion|scheduled (for|the|its) (its )?deletion|deletion (is|was|has been|got) scheduled|scheduled to be deleted|waiting period/;
export const DELETED_FOR_GOOD =
  /(key|cmk|it) (was|is|has been|got|were) (already |permanently |accidentally )?(deleted|gone|destroyed)\b|(we|i|they|somebody|someone|admin\w*) (have |has )?(already |accidentally )?deleted (our|the|this|that) (kms |old |backup |encryption |customer managed )*(key|cmk)\b(?! (policy|material))|key (no longer|doesn't|does not) exist|\b(key|cmk) deleted\b|deletion date (has |is |was )?(already )?(passed|past|over)/;
export const RECOVER =
  /\b(be|been|get|got) restored|restored? by aws|restor(e|ed|ing) (it|the key|our key|a (deleted )?key)|recover|undelete|bring (it|the key) back|get (it|the key) back|create (it|the (same )?key) again|re-?create (it|the key)|undo/;
export const DISABLED = /\bdisabl|deactivat|(turned|switched) off|not enabled|inactive|\bkey is (now |still )?off\b/;
export const STILL_RUNS =
  /(systems?|everything|services?|apps?|applications?|databases?|servers?|jobs?|volumes?|instances?|machines?|workloads?|production|it all|that|it|all) ?.{0,25}\b(runs?|running|works?|working|worked|fine|normal(ly)?|healthy|online|up and)\b|still (run|work|up|using|decrypt|read|serv|avail|reach|access|online)|\b(are|is|stay|stays) (up|online|fine|ok)\b|serving (users|customers|traffic)|no (outage|impact|errors?|issues?|failures?)\b|monitoring is (fine|green|ok)|all green|(un|not )affected|nothing (is|has|was) (broken|failed|down|failing)|services? respond|keeps? (running|working)|(run|work) on\b|continu\w+ (to )?(run|work)|can still/;
export const FAILS =
  /fail|brok|break|does(n't| not) work|not work|no longer|stopp|\bstop|error|denied|deny|denie|cannot|can't|unable|refus|won't|do(es)? not (start|come)|not start|unreadable|inaccessible|down\b|problem|trouble|\blost\b|\bloses?\b/;
export const ALARM =
  /alarm|alert|false|wrong|mistaken|in error|incorrect|why do you (say|report|claim)|you (say|report|claim|show)/;
export const RESTART =
  /re-?start|re-?boot|relaunch|redeploy|fail(ed)?[ -]?over|re-?attach|detach|attach\w* (again|any ?more)|re-?mount|power(ed)? (off|on|cycle)|stop(ped)? and start|maintenance window|patch(ing|ed)? (night|window|day)|new (pods?|instances?|nodes?)|scale[ -]?(up|out)/;
export const ACCOUNT = /\baccounts?\b/;
export const CLOSED =
  /\bclos(e|ed|ing|ure)\b|terminated (the|our|that)|shut (it )?down|suspend|decommission|delet(e|ed|ing) (our|the|that|an?|this) (\w+ ){0,3}account|account (was|is|has been|got|were) (deleted|terminated|removed)/;

export const ROTATE = /rotat/;
export const OLD_DATA =
  /\b(old|older|previous|existing|earlier|past|former|historic\w*|last year's|archived)\b( \w+){0,2} (backups?|data|restores?|snapshots?|archives?|objects?|files?|ciphertexts?|volumes?|records?)|(backups?|data|snapshots?|files?) (from|of|made|taken|created|encrypted|written)( \w+)? (before|earlier|last)|restore (points?)/;
export const ON_DEMAND = /on-?demand|rotatekeyondemand|rotate-key-on-demand/;
export const AUTOMATIC = /automatic|annual|yearly|every year|auto-?rotat|enablekeyrotation/;
export const ALIAS = /\balias/;
export const MOVED = /\bmov|\bpoint|repoint|switch|chang|updat|reassign|now refers|target|re-?used?\b|swap/;
export const NEW_KEY =
  /\b(new|different|another|second|replacement|other|fresh) (kms |customer managed |backup |encryption )*(key|cmk)\b|replac\w+ (the|our|this|that) (\w+ )?key|manual(ly)? rotat|migrat\w+ to/;
export const OLD_KEY =
  /\b(old|previous|former|original|first|retired|replaced) (kms |customer managed |backup |encryption )*(key|cmk)s?\b/;
export const REPLICA = /replica|multi-?\s?region|\bmrks?\b|mrk-|primary key|primary region/;
export const OTHER_REGION =
  /(other|another|different|wrong|second|own|home|our) (aws )?regions?\b|(in|from|to) (the )?(frankfurt|ireland|oregon|virginia|sydney|london|paris|ohio|tokyo|singapore|mumbai|stockholm|[a-z]{2}-[a-z]+-\d)\b|cross-?region|regions? (than|differs?|is different)/;
export const IMPORTED =
  /import|byok|own (key )?material|external(ly generated)? (key )?material|origin external|key material/;
export const EXPIRED =
  /expir|ran out|pendingimport|pending import|validto|validity|no longer valid|lapsed|deleted (the|our) (\w+ )?material|material (\w+ )?deleted|deleteimportedkeymaterial|material (is|was|has been) (deleted|gone|missing)/;
export const KEY_STORE = /custom key store|cloudhsm|\bxks\b|external key (store|manager)|\bhsm\b|key store/;

export const POLICY = /polic(y|ies)/;
export const KEY_POLICY = /key polic(y|ies)|putkeypolicy|put-key-policy|our policy|the policy/;
export const ACCESS = /access|permission|statement|entry|your account|allow|grant(s|ed)? you|trust/;
export const INFRASTRUCTURE_CODE =
  /terraform|opentofu|\btofu\b|cloudformation|\bcfn\b|pulumi|\bcdk\b|crossplane|infrastructure (as )?code|\biac\b|aws_kms_key|gitops|\bapply\b|ci\/cd|pipeline|deploy(ment|s)?\b|stack update|ansible/;
export const FLIPS =
  /every (morning|night|day|evening|hour|week|few|time|monday|friday)|each (morning|night|day|evening|hour|week|time|deploy|run|apply)|again and again|back and forth|flip|keeps? (changing|disappearing|coming|reverting|being|getting|vanishing|going|resetting|losing|removing|dropping)|revert|overwr|drift|(comes|came|come|is|are) back\b|and back\b|intermittent|on and off|overnight|recur|\breset|gone again|lost again|disappears|vanish|undone|wiped|nightly|daily|toggl|comes and goes|goes back to|(back|gone|missing) (every|in the)|(two|three|four|several|many|\d+) times|repeatedly|regularly|constantly|at \d{1,2} ?(am|pm|:\d\d)|evening.{0,60}morning|(removed|missing|gone) again|after (each|every)/;
export const ROLE = /\broles?\b|iam user|service user|principal/;
export const RE_CREATED =
  /re-?creat|(delet|remov|destroy)\w+ (it |the role |your role |our role |the iam role )?and (then )?(re-?)?(creat|made|add|built|deploy)|rebuil|same (name|arn)|re-?deployed your|creat\w+ (it |the role |your role )?again|new role|(replaced|renamed|swapped|rebuilt) (your|our|the) (\w+ )?role|name (is )?unchanged|identical (name|arn)|recreat/;
export const UNIQUE_ID =
  /\baroa|\baida|unique id|strange (id|string|principal)|random (id|string|characters)|(id|string|characters) (instead of|where) (the|an|your|our)|cryptic|(weird|odd|strange|unknown|random|long) (id|identifier|string|value|name|principal|entry)|identifier instead|unknown principal|invalid principal/;
export const RCP = /resource[ -]control[ -]polic|\brcps?\b|identity perimeter|data perimeter|principalorgid/;
export const SCP = /service[ -]control[ -]polic|\bscps?\b/;
export const ORGANIZATION = /organi[sz]ation|\borg\b|landing zone|control tower/;
export const GRANTS = /\bgrants?\b|createGrant|revokegrant|retiregrant|listgrants/i;
export const REVOKED = /revok|retir|remov|delet|clean|drop/;
export const CONTEXT =
  /encryption[ -]?context|encryptioncontext|invalidciphertext|additional authenticated data|\baad\b/;
export const NETWORK = /vpc|endpoint|sourcevpc|sourceip|ip (address|range|restrict|allow|white)|firewall|network/;
export const VIA_SERVICE = /viaservice|via service|calleraccount|condition/;
export const LOCKED_OUT =
  /\block\w* (\w+ )?out\b|lost (access to|control of) (our|the) own key|nobody can (edit|change|manage)|can(no|')t (edit|change|manage) (the|our) (own )?key( policy)?|unmanageable|malformedpolicy/;
export const ROOT =
  /:root|\broot\b|whole account|entire account|account root|least privilege|specific role|only (one|a) role|too (broad|wide)/;
export const AWS_MANAGED =
  /aws[ -]managed key|aws\/(s3|ebs|rds|backup|kms|lambda|dynamodb|secretsmanager)|alias\/aws|default (kms |aws |encryption |s3 )?key/;
export const KEY_TYPE =
  /asymmetric|\brsa\b|\becc\b|hmac|sign(ing)?[ _]?(and )?verify|key (spec|type|usage)|invalidkeyusage|symmetric/;

export const CLOUDTRAIL = /cloudtrail|audit log|event history|our logs?\b|\btrail\b|siem|guardduty|logged/;
export const DRY_RUN = /dry[ -]?run|dryrun/;
export const OUR_CALLS =
  /keydesk|your (calls?|requests?|tests?|checks?|account|role|session)|calls? (from|by|of) (you|your)|(from|by) your (account|role|side)|from you\b|unknown (account|calls?|session)|someone (is )?calling/;
export const COST = /cost|\bpay|paid|\bbill|charg|price|pricing|invoice|fees?\b|expensive|\$|euros?\b|dollars?\b/;
export const THROTTLED =
  /throttl|rate exceeded|exceeded the rate|too many requests|request quota|requests? per second|\btps\b|quota|limitexceeded|rate limit/;
export const TEMPORARY =
  /kmsinternal|keyunavailable|dependencytimeout|internal (error|failure|exception)|service unavailable|temporar|sporadic|timeout|timed out|outage (of|at|in) aws|aws (outage|is down|problem|incident)|\boutage in\b/;
