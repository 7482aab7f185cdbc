import { DisableKeyCommand, EnableKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { instantWords } from '#lib/core/text/time-words.ts';
import { planSweep } from './plan-sweep.ts';
import { control, customerKms, demoCustomer, expect, keyOf, nextOf, openKey, test, verdictOf, whyOf } from './desk.ts';

/** Scheduled checks take seconds. If an earlier run still has a key claimed, the run of the next minute checks it. */
const UNTIL_CHECKED = { timeout: 100_000 };
const PAST_EVERY_INTERVAL_MS = 6 * 60_000;

test('changes that customers make in AWS appear on an open page and in an open list without a click', async ({
  signedIn,
}) => {
  test.setTimeout(240_000);
  const [deleted, disabled] = ['Coho Winery', 'City Power & Light'];
  const [deletedKey, disabledKey] = [await keyOf(deleted), await keyOf(disabled)];
  const keyPage = await signedIn('Aidan Agent');
  await openKey(keyPage, deleted);
  await expect(verdictOf(keyPage)).toContainText('Our account has permission to use the key.');
  const list = await signedIn('Vera Viewer');
  await list.goto(`/keys?q=${encodeURIComponent(disabled)}`);
  await expect(list.getByRole('row', { name: disabled })).toContainText('Usable');

  const scheduled = await customerKms(deleted).send(
    new ScheduleKeyDeletionCommand({ KeyId: deletedKey.arn, PendingWindowInDays: 7 }),
  );
  await customerKms(disabled).send(new DisableKeyCommand({ KeyId: disabledKey.arn }));
  await control.clock.advance(PAST_EVERY_INTERVAL_MS);
  await planSweep();

  const verdict = verdictOf(keyPage);
  await expect(verdict).toContainText('Deletion is scheduled, and AWS already refuses every use.', UNTIL_CHECKED);
  await expect(whyOf(keyPage)).toContainText(
    `not before ${instantWords(scheduled.DeletionDate ?? new Date(0), demoCustomer(deleted).timeZone)}`,
  );
  await expect(verdict).toContainText(/\d d \d\d h.*left until AWS may delete the key/);
  await expect(nextOf(keyPage)).toContainText('aws kms cancel-key-deletion');
  await expect(nextOf(keyPage)).toContainText('aws kms enable-key');
  await expect(list.getByRole('row', { name: disabled })).toContainText('Unusable', UNTIL_CHECKED);
  await expect(list.getByRole('row', { name: disabled })).toContainText('disabled');

  await customerKms(disabled).send(new EnableKeyCommand({ KeyId: disabledKey.arn }));
  await control.clock.advance(PAST_EVERY_INTERVAL_MS);
  await planSweep();
  await expect(list.getByRole('row', { name: disabled })).toContainText('Usable', UNTIL_CHECKED);
  // H21: on a key that is pending deletion, scheduled checks call only DescribeKey.
  await expect(verdict).toContainText('Deletion is scheduled');
});
