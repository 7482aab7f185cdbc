// What questions are recognized by: AWS's terms and the plain words that customers use for them. Questions are compared
// in small letters, with straight quotes and single spaces.

export const CANCELED =
  /\bcancell?(ed|ing)\b|cancell?ation|\b(did|have|had|could|to) cancel\b.{0,40}(but|yet|still|however)|withdr[ae]w|undid|(clicked|pressed|ran|used|chose|tried|selected|hit) cancel|(got|took|brought|pulled|saved|rescued|back) .{0,20}(from|out of) (its |the |scheduled )*(pending|deletion)|deletion (was|is|has been|got) (\w+ )?(revoked|aborted|stopped|undone|reverted|withdrawn|reversed|called off)|undone the (\w+ )?deletion|(stopped|reverted|undid|aborted|took back|rolled back) (the|its|our|that) (\w+ )?deletion/;
export const DELETION = /\bdelet|schedulekeydeletion|pendingdeletion|\bremoval of the key/;
export const PENDING =
  /pending[ -]?deletion|pendingdeletion|scheduled (for|the|its) (its )?deletion|deletion (is|was|has been|got) scheduled|scheduled to be deleted|schedul\w* (the|our|this|that|a|its) (\w+ )?key for deletion|waiting period/;
export const DELETED_FOR_GOOD =
  /(?<!\b(until|before|when|unless|once) (the|our|a|this|that|your) (kms )?)(?<!\b(until|before|when|unless|once) )(key|cmk|it) (was|is|has been|got|were) (already |permanently |accidentally )?(deleted|gone|destroyed)\b|(we|i|they|somebody|someone|admin\w*) (have |has )?(already |accidentally )?deleted (our|the|this|that) (kms |old |backup |encryption |customer managed )*(key|cmk)\b(?! (policy|material))|key (no longer|doesn't|does not) exist|\b(key|cmk) deleted\b|\bdeleted (kms |customer managed |backup )*(key|cmk)\b(?! (polic|material|admin))|(deletion (date|window)|waiting period|grace period) (has |is |was )?(already )?(passed|past|over|ended|elapsed|expired|ran out)|presumed (to be )?deleted|\bkey (is |was )?(not|no longer|n't) (\w+ )?(in the console|there|listed|to be found)|(not|n't|no longer) find (the|our|that) key|\b(key|cmk) (has |have )?(\w+ )?(disappeared|vanished)|(disappeared|vanished|gone) (\w+ )?after (the|its) (deletion|waiting|grace)/;
export const WAITING_PERIOD_OVER =
  /(deletion date|deletion window|waiting period|grace period|window) (has |is |was )?(already )?(passed|past|over|ended|elapsed|expired|ran out)|after (the|its) (deletion|waiting|grace)/;
export const RECOVER =
  /\b(be|been|get|got) restored|restored? by aws|restor(e|ed|ing) (it|the key|our key|a (deleted )?key)|recover|undelete|bring (it|the key) back|get (it|the key) back|create (it|the (same )?key) again|re-?create (it|the key)|undo/;
export const DISABLED =
  /\bdisabl|deactivat|(turned|switched) off|not enabled|inactive|\bkey (is|was|has been|had been|went|stays|stayed) (now |still )?off\b/;
export const STILL_RUNS =
  /\b(systems?|everything|services?|apps?|applications?|databases?|servers?|jobs?|volumes?|instances?|machines?|workloads?|production|it all|that|it|all) ?.{0,25}\b(runs?|running|works?|working|worked|fine|normal(ly)?|healthy|online|up and)\b|still (run|work|up|using|decrypt|read|serv|avail|reach|access|online)|\b(are|is|stay|stays) (up|online|fine|ok)\b|serving (users|customers|traffic)|no (outage|impact|errors?|issues?|failures?)\b|monitoring is (fine|green|ok)|all green|(un|not )affected|nothing (is|has|was) (broken|failed|down|failing)|services? respond|keeps? (running|working)|(run|work) on\b|continu\w+ (to )?(run|work)|can still/;
export const FAILS =
  /fail|brok|\bnot (ok|okay|possible)\b|break|does(n't| not) work|not work|no longer|stopp|\bstop|error|denied|deny|denie|cannot|can't|unable|refus|won't|do(es)?( not|n't) (start|come|attach|mount|match|open|restore|decrypt|boot|launch|succeed|respond)|not start|unreadable|inaccessible|down\b|problem|trouble|\blost\b|\bloses?\b/;
export const ALARM =
  /alarm|alert|false|wrong|mistaken|in error|incorrect|why do you (say|report|claim)|you (say|report|claim|show)/;
export const BACKUPS =
  /\b(our|the|old|existing|encrypted) (\w+ )?data\b|\bback-?ups?\b|restor|snapshots?|archives?\b|recovery points?/;
/** To disable a key, in the words of a plan. */
export const TO_DISABLE =
  /disabl|deactivat|inactive|not enabled|(turn|switch)(ed|ing)? (off )?(the|our|my|a|this|that) (\w+ )?(key|cmk)( off)?\b|\b(key|cmk) (is |was |gets? |stays? |has been )?(turned|switched) off/;
/**
 * AWS's own mail about a deletion that is scheduled. It says what happens after the key is deleted and how to cancel, and
 * yet no key is deleted and nothing was canceled.
 */
export const AWS_DELETION_MAIL =
  /^(?!.*\b(we|i|they) (have |had |already )*(cancel|abort|stopp|revert|undid|withdr))(?=.*(amazon web services|aws (health|notification)|amazon(aws)?\.com|if (this was not|you (do|did) not) (want|intend)|to prevent (the|this) deletion|no longer decrypt)).*\bkeys?\b.{0,200}\b(is|are|was|were|has been|have been) scheduled (for deletion|to be deleted)\b/;

/** A question about disabling itself: not about a replica, a deletion or an alarm. */
export const ONLY_DISABLED =
  /^(?!.*(replica|multi-?region|\bmrk|primary|cancel|deletion|\balarm|\balert|dashboard|\b(you|we) (say|report|claim|show|warn)))/;
export const READABLE_STILL =
  /\b(hurt|harm|intact|safe|keep|kept)\b|\bable to\b|\bcan (\w+ ){1,4}be\b|how much time|\bgone\b|destroy|\beffect|\baffect|impact|consequence|how long|how soon|until when|for what time|(from )?what moment|at what point|when (do|does|will|would|is|are|can)\b|readable|\bread\b|usable|accessible|available|what happens|\bwhat (about|if)|still (be )?(work|restor|valid|good|ok|possible|run)|can (you|we|i|a|the|our|they)\b|possible|\blos[et]\b|\b(do|does|will|would) .{0,40}(fail|stop|work|expire|survive|run)|unreadable|expire/;
/** Your account with something other than AWS. */
export const NOT_ABOUT_OTHER_ACCESS =
  /^(?!.*(mailing|newsletter|portal|slack|e-?mail|github|vpn|building|office|\bscps?\b|\brcps?\b|control polic|\bmfa\b|condition))/;
/** "Pause your access", as a plan: what was done already is in the past tense. */
export const PAUSE_ACCESS =
  /\b(paus(e|ing)|suspend(ing)?|block(ing)?|cut(ting)?|remov(e|ing)|withdraw(ing)?|revok(e|ing)|stop(ping)?|takes?|taking|interrupt(ing)?|freez(e|ing)|deny|denying|lock(ing)?|switch(ing)?|turn(ing)?|disabl(e|ing)|restrict(ing)?|halt(ing)?)\b( (off|away|out|down|back|temporarily|for now|just|all))* (your|the vendor's|vendor) ((key|kms|service's|account's) )?(access|permissions?|accounts?|statements?|rights?|use|usage)\b|\b(we|i|to) (\w+ )?(pause|suspend|block|freeze|lock|cut|shut|keep|deny|stop)( off| out)? you\b.{0,60}\b(weekend|night|holidays?|christmas|easter|while|temporar\w*|days?|weeks?|hours?|month|freeze|migration|maintenance|audit)\b|\b(access|permission)\b.{0,25}\b(be )?(paused|suspended|on hold|put on hold) (for|over|during|until|temporarily)|\b(pause|break|hold) (in|of|on|for) your access|put your access on hold|without your access for|\b(paus(e|ing)|suspend(ing)?|interrupt(ing)?|freez(e|ing)|hold(ing)?) (the |all |any |vendor |key |kms )*(access|permissions?)\b|\b(pause|block|suspend|lock out|cut off|stop) the vendor\b|\b(withdraw|revoke|remove|block|cut|deny) (the |all |your |vendor )*(access|permissions?) (for|over|until|from) (a|an|the|one|two|some|several|mon|tues|wednes|thurs|fri|satur|sun|christmas|easter|\d)|\bstop (access|you from (using|reading|accessing))\b|\bpaus(e|ing)\b.{0,40}\b(key|access)\b|\bpause button\b.{0,30}\b(access|key)/;
export const PAUSE_KEY =
  /\bput (the|our|this|that|my|a) (\w+ )?(key|cmk) on hold\b|\b(disable|disabling|deactivate|deactivating|turn off|turning off|switch off|switching off|pause|pausing|lock|suspend|freeze)\b (the|our|this|that|my|a) (\w+ )?(key|cmk)\b/;
export const FOR_A_TIME =
  /weekend|\bnights?\b|holiday|christmas|easter|new year|vacation|\bfor (a|an|the|one|two|three|some|several|\d+)\b|temporar|\bwhile\b|short|\b(days?|weeks?|hours?)\b|migration|maintenance|audit|\bfreeze\b/;
/** A failure without a cause: nothing but where and since when. */
export const BACKUPS_FAIL =
  /\b(back-?ups?|restores?|jobs?)\b.{0,40}\b(fail\w*|errors?|red|broke|broken|stopp\w*|down|abort\w*|(do|does|did|are|is)( not|n't) (run|runn|work|start|complet|finish)\w*|crash\w*|not (run|runn|work|start|complet|finish)\w*)\b|\b(failed|failing|broken|aborted) (back-?ups?|restores?|jobs?)\b|\bno (\w+ )?(back-?ups?\b|restores? (works?|runs?|starts?|succeeds?|finish\w*|complet\w*))/;
export const KEY_NOT_ACCESSIBLE =
  /\b(key|kms|cmk)s?\b.{0,40}\b(inaccessible|unreachable|unusable|(not|n't|no longer|cannot|can't)( be)? (\w+ )?(accessible|reach\w*|usable|access\w*|used?)|access (error|problem|fail\w*|lost)|lost)\b|\b(cannot|can't|unable to|not able to|could not|couldn't|no longer|lost|no) (access|use|reach)( to)? (our|the|my|this) (\w+ )?(key|cmk)\b|\b(problems?|errors?|trouble|issues?) (with|about|on|for|concerning) (our|the|my) (\w+ )?(key|cmk)\b|\b(key|kms|cmk) (error|problem|failure|issue)s?\b/;
export const REPORTED =
  /\bwhy\b|\b(you|your|service|product|agent|portal|console|dashboard|e-?mail|report\w*|messages?|says?|said|shows?|claims?|notif\w*|errors?|warn\w*)\b|\bsince\b|last night|this (night|morning)|today|yesterday|suddenly/;
export const SINCE =
  /\b(our|all|any|every|last)\b.{0,20}\b(back-?ups|restores|jobs)\b|\b(restore|back-?up) jobs\b|\bagain\b|\b(on|this|last) (mon|tues|wednes|thurs|fri|satur|sun)day|\bsince\b|last night|this (night|morning|week|afternoon|evening)|\btonight|today|yesterday|overnight|suddenly|all of a sudden|\bfor (two|three|some|several|a|\d+) (days?|hours?|nights?|weeks?)|from one (day|moment)|out of (nowhere|the blue)/;
export const RESTART =
  /re-?start|re-?boot|relaunch|redeploy|fail(ed)?[ -]?over|re-?attach|detach|attach\w* (again|any ?more)|re-?mount|power(ed)? (off|on|cycle)|stop(ped)? and start|maintenance window|patch(ing|ed)? (night|window|day)|(rebuil|replac|recycl|upgrad|drain)\w* (the |our |all |some )?(\w+ )?(nodes?|pods?|instances?|servers?|hosts?|workers?)|new (pods?|instances?|nodes?)|re-?schedul\w* (pods?|tasks?|nodes?|containers?)|(pods?|tasks?|containers?|nodes?|instances?|servers?) .{0,25}(re-?schedul|replaced|re-?created|recycled)|scale[ -]?(up|out)/;
export const ACCOUNT = /\baccounts?\b/;
export const CLOSED =
  /\bclos(e|ed|ing|ure)\b|terminated (the|our|that)|shut (it )?down|suspend|decommission|delet(e|ed|ing) (our|the|that|an?|this) (\w+ ){0,3}account|account (was|is|has been|got|were) (deleted|terminated|removed)/;

export const ROTATE = /rotat/;
export const OLD_DATA =
  /\b(old|older|previous|existing|earlier|past|former|historic\w*|last year's|archived)\b( \w+){0,2} (backups?|data|restores?|snapshots?|archives?|objects?|files?|ciphertexts?|volumes?|records?)|(backups?|data|snapshots?|files?) (from|of|made|taken|created|encrypted|written)( \w+)? (before|earlier|last)|restore (points?)/;
export const ON_DEMAND = /on-?demand|rotatekeyondemand|rotate-key-on-demand/;
export const AUTOMATIC =
  /automatic|quarterly|monthly|every (\w+ )?(months?|days|weeks)|annual|yearly|every year|auto-?rotat|enablekeyrotation/;
/** What a rotation breaks or changes for us. */
export const BREAKS_WHAT =
  /\b(anything|something) (\w+ ){0,3}(do|consider|prepare|know|watch)\b|\b(go(es)?|run|continue|keep) (on|running|working|to work)\b|(encrypt\w*) (\w+ )?(again|anew)|\bwhat (happens|does|do|will|would|is different)\b|\boutages?\b|(interrupt|disrupt|break|stop|affect|harm|hurt)s? (\w+ )?(back-?ups?|restores?|jobs?)|\b(what|anything|something|nothing|which \w+)\b.{0,45}\b(break|breaks|broken|affect|affects|affected|impact|impacted|stops?|fails?|changes?|disrupt\w*|interrupt\w*)\b|\b(break|affect|disrupt|interrupt|impact|disturb|hurt|harm)s? (anything|something|you|your|us|our (backups|service|setup|jobs))\b|\b(impact|consequences?|effects?|side effects?|downtime|outage|risks?|risky|dangerous|safe)\b/;
export const RE_ENCRYPT_ALL =
  /\bre-?encryption\b.{0,20}\b(need\w*|necessary|required|mandatory)\b|\b(need|require)\w* (a |to |full )*re-?encrypt|\bre-?encrypt\w*\b.{0,25}\b(everything|anything|all|data|backups?|files?|volumes?|objects?|things?|it)\b|\b(everything|anything|data|backups?)\b.{0,25}\b(be )?re-?encrypted\b|\bencrypt\w* (everything|all|it all|(all )?(of )?(our|the|my) (\w+ )?(data|backups?|files?)) (again|anew|once more)/;
export const ALIAS = /\balias/;
/** An alias of a key of the customer to which nothing happened. */
export const ALIAS_AS_IT_IS =
  /^(?!.*(\bmov|\bpoint(ed|ing|er)|re-?point|switch|chang|updat|reassign|now|target|re-?use|swap|delet|remov|renam|lost|disappear|gone|incorrectkey|restores? fail|\b(old|former|previous) (key|cmk)|e-?mail|domain|user ?name|\bmail|alias\/aws)).*\balias/;
/** An alias in place of a key ARN, or the ARN behind one. AWS's own aliases are another question. */
export const ALIAS_OFFERED =
  /\b(you|we|i|to|just|only|simply|service|product) (\w+ ){0,3}(use|using|give|send|sent|gave|hand|accept|take|provide|register|work|enter|paste|support|share|name|specify|have|know|set)\b.{0,25}\balias(es)?\b(?!\/aws)|\balias(es)?\b(?!\/aws).{0,25}\b(instead|rather|enough|suffic\w*|accept\w*|support\w*|allowed|possible|in place|okay?|fine|good enough|(also|too) do|do too|as well)\b|\balias(es)?\b(?!\/aws).{0,15}\b(or|vs|versus|not)\b.{0,10}\barn\b|\barn\b.{0,15}\b(or|vs|versus|not)\b.{0,10}\balias|\b(instead of|rather than|in place of|over)\b.{0,20}\b(arn|alias)\b|\barns?\b.{0,25}\b(behind|for|of|from|does|to|by)\b.{0,20}\balias|\balias(es)?\b.{0,20}\b(to|into)\b.{0,10}\barn\b|\bwhy (no|not)\b.{0,10}\balias|which key (is behind|does)\b.{0,12}\balias/;
export const MOVED = /\bmov|\bpoint|repoint|switch|chang|updat|reassign|now refers|target|re-?used?\b|swap/;
export const NEW_KEY =
  /\b(new|different|another|second|replacement|other|fresh) (kms |customer managed |backup |encryption )*(key|cmk)\b(?! (polic|material|administrator|store|state|rotation|user|owner))|replac\w+ (the|our|this|that) (\w+ )?key|(swap|exchang|substitut|replac|chang)\w* (the|our|this|that|your) (\w+ )?(key|cmk) (for|with|by|to)\b|manual(ly)? rotat|migrat\w+ to|(want|like|plan|going|have|how) to (change|switch) (the|our|your) (\w+ )?key\b(?! (polic|material|state|alias|rotation|usage))/;
export const OLD_KEY =
  /\b(old|previous|former|original|first|retired|replaced) (kms |customer managed |backup |encryption )*(key|cmk)s?\b(?! (polic|material|administrator|store|state|rotation|user|owner))/;
export const REPLICA = /replica|multi-?\s?region|\bmrks?\b|mrk-|primary key|primary region/;
export const OTHER_REGION =
  /(other|another|different|wrong|second|own|home|our) (aws )?regions?\b|(in|from|to) (the )?(frankfurt|ireland|oregon|virginia|sydney|london|paris|ohio|tokyo|singapore|mumbai|stockholm|[a-z]{2}-[a-z]+-\d)\b|cross-?region|regions? (other )?(than|differs?|is different)/;
export const IMPORTED =
  /import|byok|own (key )?material|external(ly generated)? (key )?material|origin external|key material/;
export const EXPIRED =
  /expir|ran out|pendingimport|pending import|validto|validity|no longer valid|lapsed|deleted (the|our) (\w+ )?material|material (\w+ )?deleted|deleteimportedkeymaterial|material (is|was|has been) (deleted|gone|missing)/;
export const KEY_STORE = /custom key store|cloudhsm|\bxks\b|external key (store|manager)|\bhsm\b|key store/;

export const POLICY = /polic(y|ies)/;
export const KEY_POLICY = /key polic(y|ies)|putkeypolicy|put-key-policy|our policy|the policy/;
export const ACCESS = /access|permission|statement|entry|your account|allow|grant(s|ed)? you|trust/;
export const INFRASTRUCTURE_CODE =
  /terraform|opentofu|\btofu\b|cloudformation|\bcfn\b|pulumi|\bcdk\b|crossplane|infrastructure (as )?code|\biac\b|aws_kms_key|gitops|\b(each|every|after|next|last|an|the|an?other|our|ran) apply\b|apply (run|job|created|removed)|ci\/cd|pipeline|deploy(ment|s)?\b|stack update|ansible/;
export const STACK = /\bstacks?\b|\bmodules?\b|\bworkspaces?\b|state file|\btf\b/;
export const DESTROYED_BY_CODE =
  /destroy|t(ore|orn|ear\w*) (it )?down|(delet|remov)\w* (the|our|that|a|this|an|whole) (\w+ ){0,2}(stack|environment|workspace|module)|(stack|environment|workspace|module) (\w+ ){0,2}(delet|remov|gone|vanish|disappear|lost)\w*|(lost|missing) (the|our|a) (\w+ )?key\b|key (delet|remov|destroy)\w* by|key .{0,20}with (its|the|that) (\w+ )?(stack|environment|workspace|module)|(delet|remov|schedul|replac|recreat)\w* (the|our|a|this|my|that) (\w+ )?(key|cmk)\b(?! (polic|material))|(key|cmk) (was|is|got|has been|for|must be|will be|to be|should be) (\w+ )?(delet|remov|replac|recreat)/;
export const FLIPS =
  /every (morning|night|day|evening|hour|week|few|time|monday|friday)|each (morning|night|day|evening|hour|week|time|deploy|run|apply)|again and again|back and forth|flip|keeps? (changing|disappearing|coming|reverting|being|getting|vanishing|going|resetting|losing|removing|dropping)|revert|overwr|drift|(comes|came|come|is|are) back\b|and back\b|intermittent|on and off|overnight|recur|\breset|gone again|lost again|disappears|vanish|undone|wiped|nightly|daily|toggl|comes and goes|goes back to|(back|gone|missing) (every|in the)|(two|three|four|several|many|\d+) times|repeatedly|regularly|constantly|at \d{1,2} ?(am|pm|:\d\d)|evening.{0,60}morning|(removed|missing|gone|wrong|broken|denied|blocked) again|next (morning|day|run|deploy)|after (each|every)/;
export const ROLE = /\broles?\b|iam user|service user|principal/;
export const RE_CREATED =
  /re-?creat|(delet|remov|destroy)\w+ (it |the role |your role |our role |the iam role )?and (then )?(re-?)?(creat|made|add|built|deploy)|rebuil|same (name|arn)|re-?deployed your|creat\w+ (it |the role |your role )?again|new role|(replaced|renamed|swapped|rebuilt) (your|our|the) (\w+ )?role|name (is )?unchanged|identical (name|arn)|recreat/;
export const UNIQUE_ID =
  /\baroa|\baida|unique id|strange (id|string|principal)|random (id|string|characters)|(id|string|characters) (instead of|where) (the|an|your|our)|cryptic|(weird|odd|strange|unknown|random|long) (id|identifier|string|value|name|principal|entry)|identifier instead|unknown principal|invalid principal/;
export const RCP = /resource[ _-]control[ _-]polic|\brcps?\b|identity perimeter|data perimeter|principalorgid/;
export const SCP = /service[ _-]control[ _-]polic|\bscps?\b/;
export const DENIED_BY_RCP = /(explicit deny in an?|no) resource[ _-]control[ _-]polic|\/resource_control_policy\//;
export const DENIED_BY_SCP = /(explicit deny in an?|no) service[ _-]control[ _-]polic|\/service_control_policy\//;
/** The types of policy that bind the caller, as the error names them. */
export const DENIED_BY_CALLERS_POLICY =
  /identity-based polic|permissions? boundary|session polic|(explicit deny in an?|no) vpc endpoint polic/;
/** The owner's organization is not meant where the error names another type of policy. */
export const NO_OTHER_POLICY_NAMED =
  /^(?!.*(service[ _-]control[ _-]polic|\bscps?\b|identity-based polic|permissions? boundary|session polic|resource-based polic|vpc endpoint polic))/;
export const MOVED_ORGANIZATION =
  /(different|new|another|other) (management|payer|parent) account|(\bgo(es)?\b|\bwent\b|\bsold\b|mov|transfer|migrat|switch|chang|join|leav|\bleft\b|remov|merg|acqui|invit|belongs? to|part of)\w*\b.{0,40}\b(organi[sz]ations?|aws org|(new|other|another|different) org)\b|(new|another|other|different) (aws )?(organi[sz]ation|org)\b/;
export const ORGANIZATION = /organi[sz]ation|\borg\b|landing zone|control tower/;
export const GRANTS = /\bgrants?\b|createGrant|revokegrant|retiregrant|listgrants/i;
export const AWS_SERVICES =
  /\bebs\b|\brds\b|\baurora\b|\befs\b|\bfsx\b|\bec2\b|redshift|auto ?scaling|\bamis?\b|snapshots?\b|volumes?\b|instances?\b/;
export const DIRECT_USE_WORKS =
  /direct(ly)?\b|\b(encrypt\w*|decrypt\w*|s3|objects?|generatedatakey|your (tests?|checks?)|calls?|api calls?|cli)\b.{0,40}\b(works?|working|fine|ok|succeeds?|green|allowed|pass(es)?)\b/;
export const REVOKED = /revok|retir|remov|delet|clean|drop/;
export const CONTEXT =
  /encryption[ -]?context|encryptioncontext|invalidciphertext|additional authenticated data|\baad\b/;
export const NETWORK =
  /vpc|endpoint|sourcevpc|sourceip|\bips?\b|cidr|firewall|network|white-?list|allow-?list|privatelink|nat gateway/;
export const VIA_SERVICE = /viaservice|via service|calleraccount|condition/;
export const LOCKED_OUT =
  /\block\w* (\w+ )?out\b|lockout|(remov|delet|exclud)\w* ourselves|ourselves (were )?(remov|delet|exclud)|(lose|losing|lost|without) the (ability|permissions?|rights?) to (change|update|edit|manage|put)|(not|n't) allow you to (update|change|edit) the key policy|lost (access to|control of) (our|the) own key|nobody can (edit|change|manage|update|modify)|can(no|')t (edit|change|manage|update|modify) (the|our) (own )?key( policy)?|unmanageable|(re-?gain|lost|lose|losing|get back|got back) (\w+ )?control|(delet|remov|dropp)\w* (all|every|the last|the only) (\w+ )?admin|(no|not any|none of our) (\w+ )?admin\w* .{0,25}(left|remain|any ?more|can)|malformedpolicy/;
export const ROOT =
  /:root|\broot\b|whole account|entire account|account root|least privilege|specific role|only (one|a) role|too (broad|wide)/;
export const AWS_MANAGED =
  /aws[ -]managed key|aws\/(s3|ebs|rds|backup|kms|lambda|dynamodb|secretsmanager)|alias\/aws|default (\w+ )?key\b(?! polic)/;
export const KEY_TYPE =
  /asymmetric|\brsa\b|\becc\b|hmac|sign(ing)?[ _]?(and )?verify|key (spec|type|usage)|invalidkeyusage|symmetric/;

/** A key of the customer's own, as a customer without one names it. A colleague's "customer-managed" becomes "we-managed". */
export const OWN_KEY =
  /\b(our|my|your) own (\w+ ){0,4}keys?\b|\bkeys? (of|that (is|are)) our own\b|\b(customer|we)[- ](managed|controlled|held|owned)( \w+){0,2} keys?\b|\bkeys? (\w+ )?(in|from|of) (our|my) (own )?(aws )?account\b|\bkeys? that (we|only we) (own|control|hold|manage)\b|\bbyok\b|\bhyok\b/;
/** That somebody wants something, or asks how to get it. */
export const WANTED =
  /\b(wants?|wish(es)?|would like|'d like|like to|plan(s|ning)?|intend\w*|interested|needs?|requires?|required|asks? for|asked for|decided|consider\w*|going to|prefer|how (do|can|could|would|should|does) (we|i|one)|(can|could|may|shall) (we|i|you)|possible|possibility|support|offer|set ?up|setup|enable|activate|(get|getting) started|how (do|to) .{0,10}start|switch(ing)? to|mov(e|ing) to|introduce|please)\b/;
/** "We want to use our own key", in one go. */
export const WANTED_OUTRIGHT =
  /\b(wants?|would like|'d like|wish(es)?|plan|decided|requires?|asks? for) .{0,60}\b(our|my) own (\w+ ){0,4}keys?\b/;
/** What comes first, or what to send. */
export const WHAT_TO_DO_FOR_IT =
  /\bwhat (do|does|must|should|would|is|are|else) .{0,30}(do|need|needed|send|provide|steps?|required|first)\b|\b(what|which) (are the )?(\w+ )?(steps?|information|prerequisites|requirements)\b|\bhow (do|can|should|to) .{0,20}(start|begin|proceed|go about|set ?up)\b|\b(set ?up|setup|get(ting)? started|onboard\w*)\b|\bnext steps?\b/;
/** Whoever asks for a first key reports no fault, change or end of a key that they have. */
export const ABOUT_NO_KEY_IN_USE =
  /^(?!.*(\bfail|\berror|denied|\bdeny|disabl|delet|cancel|rotat|expir|throttl|cloudtrail|\balias|\bgrants?\b|material|hsm|\bxks\b|replica|multi-?region|aws[ -]managed|alias\/aws|broke|locked|stopped|(not|n't|no longer) work|asymmetric|\brsa\b|terraform|cloudformation|\bcost|\bpay\b|\bbill|\bcharge|condition|organi[sz]ation (\w+ )?polic|control polic|\broot\b|\bold (\w+ )?key|(new|another|other|different) (\w+ )?key\b|replac))/;
/** The end of our service for a customer, not of a deletion, an organization or somebody's job. */
export const LEAVES =
  /\b(leav(e|es|ing)|left|quit(ting)?|part(ing)? (ways )?(with|from)) (you|your (\w+ )?(service|product|platform|company))\b|\b(end|ends|ending|ended|terminat(e|es|ed|ing)|cancel(l?ed|l?ing|s)?|stop(s|ped|ping)?|quit(ting)?|discontinu\w+|giv(e|ing) up|wind(ing)? down|get(ting)? out of) (the |our |your |this |using |use of |with )*(\w+ )?(service|contract|subscription|agreement|product|platform)\b|\b(contract|subscription|agreement)\b.{0,25}\b(ends?|ended|ending|over|expire[sd]?|terminat\w+|cancell?(ed|ation)|runs? out)\b|\b(after|when|once|if|that|because) we (leave|left|have left|quit)\b(?! (the|it|a|an|this|that|our|my)\b)|\bwe (are|will be|'re) leaving\b(?! (the|it|a|an|this|that|our|my)\b)|\b(another|other|different|new) (backup )?(vendor|provider|supplier)\b/;
/** The same in one go: nothing else has to be asked. */
export const LEAVES_OUTRIGHT =
  /\boff-?board\w*|\b(wants?|plans?|decided|going|like|intends?|wish(es)?|have|about|how do we|how can we|if we|we) (to )?(leaves?|quits?)\b(?! (the|it|a|an|this|that|their|our|my|everything|things|aws|on|off|as|after)\b)/;
/** The end of a key of the customer's own, while they stay with us. */
export const ENDS_OWN_KEY =
  /\b(stop(ping)?|quit(ting)?|end(ing)?|no longer|giv(e|ing) up|opt(ing)? out of|get(ting)? rid of|drop(ping)?|turn(ing)? off|abandon(ing)?|cancel(ing)?|deactivat(e|ing))\b.{0,30}(\b(our|my) own (\w+ ){0,4}keys?\b|\bbyok\b|\bhyok\b|\b(customer|we)[- ]managed (\w+ )?keys?\b)|\b(do|does|did)( not|n't) (want|need|wish)\b.{0,30}\b(our|my) own (\w+ ){0,4}keys?\b.{0,10}\b(any ?more|any longer)\b|\b(back|return(ing)?|revert(ing)?|switch(ing)?|move|moving|go|going|chang(e|ing)|migrat(e|ing)) (back )?to (using )?your (own )?(\w+ ){0,2}keys?\b/;
/** A question about it, or one that names the key. */
export const ASKS_OF_THE_END =
  /\bhow (do|does|can|should|would|to|is|long|soon)\b|\bwhat (do|does|must|should|happens|has|is|are|will|else|now|about)\b|\b(which|what) (\w+ )?(steps?|order|procedure|process)\b|\b(steps?|procedure|process|checklist)\b|\b(can|may|should|must|shall|could) (we|i|you)\b|\bwhen (can|may|do|will|should)\b|\bkeys?\b|\bkms\b|\bbyok\b|\bstatement\b|\bplease\b/;

export const CLOUDTRAIL = /cloudtrail|audit log|event history|our logs?\b|\btrail\b|siem|guardduty|logged/;
export const DRY_RUN = /dry[ -]?run|dryrun/;
export const OUR_CALLS =
  /keydesk|your (calls?|requests?|tests?|checks?|account|role|session)|calls? (from|by|of) (you|your)|(from|by) your (account|role|side)|from you\b|unknown (account|calls?|session)|someone (is )?calling/;
export const COST = /cost|\bpay|paid|\bbill|charg|price|pricing|invoice|fees?\b|expensive|\$|euros?\b|dollars?\b/;
export const THROTTLED =
  /throttl|rate exceeded|exceeded the rate|too many requests|request quota|requests? per second|\btps\b|quota|limitexceeded|rate limit/;
export const TEMPORARY =
  /kmsinternal|keyunavailable|dependencytimeout|internal (error|failure|exception)|(?<!your )service unavailable|temporar(y|ily) (unavailable|errors?|faults?|fail\w*|problems?|outage|not)|sporadic|timeout|timed out|outage (of|at|in) aws|aws (outage|is down|problem|incident)|\bis (aws |the )*(kms|aws) (down|unavailable|broken)|\bkms (is |service )?(down|outage)|\boutage in\b/;
