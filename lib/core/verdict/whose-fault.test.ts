import { describe, expect, it } from 'vitest';
import { conclusionOf, USUAL } from '#lib/core/verdict/denial-scene-words.test-support.ts';
import { rowsOf } from '#lib/core/verdict/table.test-support.ts';

// One check a row: what was known and answered, and the conclusion that a person wrote down from the rules.
// A column that a table leaves out, or a cell that is empty, has the value of USUAL in denial-scene-words.test-support.ts.

const TABLES: Readonly<Record<string, string>> = {
  'H10 H11 a key state counts at once, whatever the tests, our control key or an incident say': `
    before | DescribeKey            | tests                        | control | region        => status     | cause                    | confidence | acts     | also
    usable | Disabled               | not run                      |         |               => unusable   | key_disabled             | certain    | customer | -
    usable | PendingDeletion        | not run                      |         |               => unusable   | pending_deletion         | certain    | customer | -
    usable | PendingReplicaDeletion | not run                      |         |               => unusable   | pending_replica_deletion | certain    | customer | -
    usable | PendingImport          | not run                      |         |               => unusable   | material_missing         | certain    | customer | -
    usable | Unavailable            | not run                      |         |               => unusable   | key_store_unavailable    | certain    | customer | -
    usable | Disabled               | allowed                      |         |               => unusable   | key_disabled             | certain    | customer | -
    usable | PendingDeletion        | allowed                      |         |               => unusable   | pending_deletion         | certain    | customer | -
    usable | Enabled                | Decrypt: is disabled         |         |               => unusable   | key_disabled             | certain    | customer | -
    usable | Enabled                | Decrypt: is pending deletion |         |               => unusable   | pending_deletion         | certain    | customer | -
    usable | Disabled               | not run                      | denied  | 5 lost access => unusable   | key_disabled             | certain    | customer | -
    usable | PendingDeletion        | not run                      | denied  | 5 lost access => unusable   | pending_deletion         | certain    | customer | -
    usable | PendingImport          | Decrypt denied               | denied  | 5 lost access => unusable   | material_missing         | certain    | customer | region_incident likely
    usable | PendingImport          | Decrypt denied               | denied  |               => unusable   | material_missing         | certain    | customer | vendor_permission_fault likely
    usable | Suspended              | allowed                      |         |               => unverified | unknown_key_state        | certain    | vendor   | -
    usable | Updating               | allowed                      |         |               => attention  | key_changing             | certain    | nobody   | -`,

  'H9 usable needs Enabled and every test allowed, none older than 24 hours': `
    before                 | DescribeKey | tests               => status     | cause                    | confidence     | acts           | also
    new                    | Enabled     | allowed             => usable     | -                        | -              | -              | -
    usable                 | Enabled     | allowed             => usable     | -                        | -              | -              | -
    lost                   | Enabled     | allowed             => usable     | -                        | -              | -              | -
    disabled               | Enabled     | allowed             => usable     | -                        | -              | -              | -
    disabled               | Enabled     | quick check allowed => unverified | permission_tests_overdue | -              | -              | -
    new                    | Enabled     | quick check allowed => unverified | permission_tests_overdue | -              | -              | -
    lost                   | Enabled     | quick check allowed => unusable   | access_lost              | -              | -              | -
    usable                 | Enabled     | quick check allowed => usable     | -                        | -              | -              | -
    usable, tests 25 h old | Enabled     | quick check allowed => unverified | permission_tests_overdue | -              | -              | -
    new                    | Enabled     | Decrypt throttled   => unverified | never_checked            | -              | -              | throttled certain
    usable                 | Enabled     | Decrypt throttled   => usable     | -                        | -              | -              | throttled certain
    usable                 | timed out   | timed out           => usable     | -                        | -              | -              | timed_out certain
    usable, tests 25 h old | timed out   | timed out           => unverified | permission_tests_overdue | -              | -              | timed_out certain
    disabled               | timed out   | timed out           => unusable   | key_disabled             | -              | -              | timed_out certain
    disabled               | Enabled     | timed out           => unverified | permission_tests_overdue | -              | -              | timed_out certain
    new, 2 denials, 6 min | denied      | allowed             => unverified | describe_denied          | one_of_several | one_of_several | -
    new, 2 denials, 6 min | Enabled     | Decrypt denied      => unusable   | partial_access           | one_of_several | one_of_several | -`,

  'H12 a denial that names one of our policies is our fault, whatever else we know': `
    before | DescribeKey | tests          | AWS names              | control | role      | sent              => status    | cause                   | confidence | acts   | also
    usable | Enabled     | Decrypt denied | identity_policy        |         |           |                   => attention | vendor_permission_fault | likely     | vendor | -
    usable | Enabled     | Decrypt denied | permissions_boundary   |         |           |                   => attention | vendor_permission_fault | likely     | vendor | -
    usable | Enabled     | Decrypt denied | session_policy         |         |           |                   => attention | vendor_permission_fault | likely     | vendor | -
    usable | Enabled     | Decrypt denied | service_control_policy |         |           |                   => attention | vendor_permission_fault | likely     | vendor | -
    usable | Enabled     | Decrypt denied | vpc_endpoint_policy    |         |           |                   => attention | vendor_permission_fault | likely     | vendor | -
    new    | denied      | denied         | identity_policy        |         |           |                   => attention | vendor_permission_fault | likely     | vendor | -
    usable | denied      | denied         | identity_policy        | allowed | every key |                   => attention | vendor_permission_fault | likely     | vendor | -
    usable | denied      | denied         | identity_policy        |         |           | policy without us => attention | vendor_permission_fault | likely     | vendor | -
    lost   | denied      | denied         | identity_policy        |         |           |                   => unusable  | access_lost             | -          | -      | vendor_permission_fault likely`,

  'H12 a denial by both sides is reported for both': `
    before | DescribeKey | tests                                        | AWS names       | control | role      => status   | cause          | confidence     | acts           | also
    new, 2 denials, 6 min | Enabled     | Decrypt denied, GenerateDataKey by catch-all | identity_policy |         |           => unusable | partial_access | one_of_several | one_of_several | vendor_permission_fault likely
    new, 2 denials, 6 min | Enabled     | Decrypt denied, GenerateDataKey by catch-all | identity_policy | allowed | every key => unusable | partial_access | certain        | customer       | vendor_permission_fault likely`,

  'H12 confidence follows our control key, the scope of our role and other customers': `
    control          | role      | others | region        => status    | cause                   | confidence     | acts           | also
    none             | some keys | none   |               => unusable  | access_lost             | one_of_several | one_of_several | -
    none             | every key | none   |               => unusable  | access_lost             | one_of_several | one_of_several | -
    none             | some keys | before |               => unusable  | access_lost             | one_of_several | one_of_several | -
    none             | some keys | since  |               => unusable  | access_lost             | one_of_several | one_of_several | -
    none             | every key | since  |               => unusable  | access_lost             | likely         | customer       | -
    allowed          | every key | none   |               => unusable  | access_lost             | certain        | customer       | -
    allowed          | some keys | none   |               => unusable  | access_lost             | likely         | customer       | -
    allowed          | some keys | since  |               => unusable  | access_lost             | likely         | customer       | -
    allowed          | every key | none   | 2 lost access => unusable  | access_lost             | likely         | customer       | -
    throttled        | every key | none   |               => unusable  | access_lost             | one_of_several | one_of_several | -
    throttled        | every key | since  |               => unusable  | access_lost             | likely         | customer       | -
    disabled         | every key | none   |               => unusable  | access_lost             | one_of_several | one_of_several | control_broken certain
    disabled         | every key | since  |               => unusable  | access_lost             | likely         | customer       | control_broken certain
    gone             | every key | none   |               => unusable  | access_lost             | one_of_several | one_of_several | control_broken certain
    denied           | every key | none   |               => attention | vendor_permission_fault | likely         | vendor         | -
    denied           | every key | before |               => attention | vendor_permission_fault | likely         | vendor         | -
    denied           | every key | since  |               => attention | vendor_permission_fault | likely         | vendor         | -
    denied for 3 min | every key | none   |               => attention | vendor_permission_fault | likely         | vendor         | -
    denied for 3 min | every key | since  |               => unusable  | access_lost             | one_of_several | one_of_several | control_contradicted likely`,

  'H12 the denied actions decide the finding, not the confidence': `
    before                   | DescribeKey | tests          | AWS names               | control | role      => status     | cause                          | confidence     | acts           | also
    new, 2 denials, 6 min | denied      | denied         |                         |         |           => unusable   | no_access_yet                  | one_of_several | one_of_several | -
    new, 2 denials, 6 min | denied      | denied         | resource_policy         |         |           => unusable   | no_access_yet                  | one_of_several | one_of_several | -
    new, 2 denials, 6 min | denied      | denied         | unrecognised            |         |           => unusable   | no_access_yet                  | one_of_several | one_of_several | -
    new, 2 denials, 6 min | denied      | denied         |                         | allowed | every key => unusable   | no_access_yet                  | certain        | customer       | -
    new, 2 denials, 6 min | Enabled     | Decrypt denied |                         | allowed | every key => unusable   | partial_access                 | certain        | customer       | -
    new, 2 denials, 6 min | denied      | Decrypt denied |                         |         |           => unusable   | partial_access                 | one_of_several | one_of_several | -
    new, 2 denials, 6 min | denied      | allowed        |                         | allowed | every key => unverified | describe_denied                | certain        | customer       | -
    usable, 2 denials, 5 min | denied      | allowed        |                         |         |           => unverified | describe_denied                | one_of_several | one_of_several | -
    usable, 2 denials, 5 min | Enabled     | Decrypt denied |                         |         |           => unusable   | access_lost                    | one_of_several | one_of_several | -
    new, 2 denials, 6 min | not found   | denied         |                         |         |           => unusable   | key_not_found                  | one_of_several | one_of_several | -
    new, 2 denials, 6 min | not found   | denied         |                         | allowed | every key => unusable   | key_not_found                  | likely         | customer       | -
    new, 2 denials, 6 min | denied      | denied         | resource_control_policy |         |           => unusable   | resource_control_policy_denies | one_of_several | one_of_several | -
    new, 2 denials, 6 min | denied      | denied         | resource_control_policy | allowed | every key => unusable   | resource_control_policy_denies | certain        | customer       | -
    usable                   | denied      | denied         | resource_control_policy | allowed | every key => attention  | access_denied_unconfirmed      | one_of_several | nobody         | -`,

  'H7 a key is denied three times over five minutes before the customer is accused': `
    before                   | control | role      | sent              => status    | cause                     | confidence     | acts     | also
    usable                   | allowed | every key |                   => attention | access_denied_unconfirmed | one_of_several | nobody   | -
    usable                   |         |           | policy without us => attention | access_denied_unconfirmed | one_of_several | nobody   | -
    usable, 1 denial, 9 min  | allowed | every key |                   => attention | access_denied_unconfirmed | one_of_several | nobody   | -
    usable, 2 denials, 4 min | allowed | every key |                   => attention | access_denied_unconfirmed | one_of_several | nobody   | -
    usable, 2 denials, 5 min | allowed | every key |                   => unusable  | access_lost               | certain        | customer | -
    usable                   | denied  |           |                   => attention | vendor_permission_fault   | likely         | vendor   | -`,

  'H12 a policy from the customer can make a fault likely or unclear, never certain': `
    before                | control  | role      | others | sent                          => status    | cause                   | confidence     | acts           | also
                          |          |           |        | policy without us             => unusable  | access_lost             | likely         | customer       | -
                          |          |           |        | policy denies us              => unusable  | access_lost             | likely         | customer       | -
                          | allowed  | some keys |        | policy without us             => unusable  | access_lost             | likely         | customer       | -
                          | allowed  | every key |        | policy without us             => unusable  | access_lost             | certain        | customer       | -
                          | disabled |           |        | policy without us             => unusable  | access_lost             | likely         | customer       | control_broken certain
                          | denied   |           |        | policy without us             => attention | vendor_permission_fault | likely         | vendor         | -
                          | allowed  | every key |        | policy allows us              => unusable  | access_lost             | one_of_several | one_of_several | -
                          |          |           | since  | policy allows us              => unusable  | access_lost             | one_of_several | one_of_several | -
                          |          |           |        | policy with a condition       => unusable  | access_lost             | one_of_several | one_of_several | -
                          | allowed  | every key |        | policy with a condition       => unusable  | access_lost             | certain        | customer       | -
                          |          |           |        | policy without us, 40 min old => unusable  | access_lost             | one_of_several | one_of_several | -
                          |          |           |        | key exists                    => unusable  | access_lost             | one_of_several | one_of_several | -
    new                   |          |           |        | policy without us             => attention | access_denied_unconfirmed | one_of_several | nobody | -
    new, 2 denials, 6 min |          |           |        | policy without us             => unusable  | no_access_yet           | likely         | customer       | -`,

  'H13 a deletion is presumed after its date or when the owner finds no key, and is never certain': `
    before                         | DescribeKey | AWS names       | control | role      | region        | sent                 => status   | cause                         | confidence     | acts           | also
    deletion in 1 day              | denied      |                 |         |           |               |                      => unusable | pending_deletion              | -              | -              | access_denied_unconfirmed one_of_several
    deletion due now               | denied      |                 | allowed | every key |               |                      => unusable | pending_deletion              | -              | -              | access_denied_unconfirmed one_of_several
    deletion in 1 day, confirmed   | denied      |                 |         |           |               |                      => unusable | denied_while_pending_deletion | one_of_several | customer       | -
    deletion in 1 day, confirmed   | not found   |                 | allowed | every key |               |                      => unusable | denied_while_pending_deletion | one_of_several | customer       | -
    deletion due now, confirmed    | denied      |                 |         |           |               |                      => unusable | presumed_deleted              | likely         | customer       | -
    deletion due now, confirmed    | denied      |                 | allowed | every key |               |                      => unusable | presumed_deleted              | likely         | customer       | -
    deletion due now, confirmed    | not found   |                 | allowed | every key |               |                      => unusable | presumed_deleted              | likely         | customer       | -
    deletion due, 2 denials, 6 min | denied      |                 |         |           |               | no such key          => unusable | presumed_deleted              | likely         | customer       | -
    deletion due, 2 denials, 6 min | denied      |                 |         |           |               | key exists           => unusable | access_lost                   | one_of_several | one_of_several | -
    deletion due, 2 denials, 6 min | denied      |                 |         |           |               | key pending deletion => unusable | denied_while_pending_deletion | one_of_several | customer       | -
    usable, 2 denials, 5 min       | denied      |                 |         |           |               | no such key          => unusable | presumed_deleted              | likely         | customer       | -
    usable, 2 denials, 5 min       | denied      |                 |         |           |               | key pending deletion => unusable | denied_while_pending_deletion | one_of_several | customer       | -
    deletion due now               | denied      | identity_policy |         |           |               |                      => unusable | pending_deletion              | -              | -              | vendor_permission_fault likely
    deletion due now               | denied      |                 | denied  |           |               |                      => unusable | pending_deletion              | -              | -              | vendor_permission_fault likely
    deletion due now               | denied      |                 |         |           | 5 lost access |                      => unusable | pending_deletion              | -              | -              | region_incident one_of_several`,

  'H25 many customers denied together are an incident, and nobody is accused while it lasts': `
    before                    | control   | role      | others | region                  => status    | cause                     | confidence     | acts           | also
    usable                    |           |           |        | 5 lost access           => attention | region_incident           | one_of_several | one_of_several | -
    new                       |           |           |        | 5 lost access           => attention | region_incident           | one_of_several | one_of_several | -
    usable, 2 denials, 5 min  | allowed   | every key | since  | 5 lost access           => attention | region_incident           | one_of_several | one_of_several | -
    usable, 2 denials, 29 min | allowed   | every key | since  | 5 lost access, 40 min   => attention | region_incident           | one_of_several | one_of_several | -
    usable, 2 denials, 30 min | allowed   | every key |        | 5 lost access, 40 min   => unusable  | access_lost               | likely         | customer       | -
    usable, 2 denials, 30 min |           | every key | since  | 5 lost access, 40 min   => unusable  | access_lost               | likely         | customer       | -
    usable, 2 denials, 30 min |           | some keys | since  | 5 lost access, 40 min   => attention | region_incident           | one_of_several | one_of_several | -
    usable, 2 denials, 30 min |           |           | none   | 5 lost access, 40 min   => attention | region_incident           | one_of_several | one_of_several | -
    usable, 2 denials, 30 min |           |           | before | 5 lost access, 40 min   => attention | region_incident           | one_of_several | one_of_several | -
    usable, 2 denials, 30 min | denied    |           |        | 5 lost access, 40 min   => attention | region_incident           | likely         | vendor         | -
    usable, 2 denials, 30 min | throttled |           |        | few lost access, 40 min => attention | region_incident           | one_of_several | one_of_several | -
    usable, 2 denials, 30 min | denied    |           |        | few lost access, 40 min => attention | vendor_permission_fault   | likely         | vendor         | -
    usable                    | disabled  |           |        | 5 lost access           => attention | region_incident           | one_of_several | one_of_several | control_broken certain
    lost                      |           |           |        | 5 lost access           => unusable  | access_lost               | -              | -              | region_incident one_of_several
    usable                    |           |           |        | 2 lost access           => attention | access_denied_unconfirmed | one_of_several | nobody         | -
    usable, 2 denials, 5 min  |           |           |        | 1 customer, 9 accounts  => unusable  | access_lost               | one_of_several | one_of_several | -
    usable, 2 denials, 5 min  | denied    |           |        | 1 customer, 9 accounts  => attention | vendor_permission_fault   | likely         | vendor         | -`,
};

describe.each(Object.entries(TABLES))('%s', (_, table) => {
  it.each(rowsOf(table, USUAL))('%s', (_title, row, expected) => {
    expect(conclusionOf(row)).toEqual(expected);
  });
});
