import { DisableKeyCommand, EnableKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { instantWords } from '#lib/core/text/time-words.ts';
import { control, customerKms, demoCustomer, expect, keyOf, openKey, test, verdictOf } from './desk.ts';

/** The worker plans every minute of real time; a sweep of the demo's fleet takes a few seconds. */
const UNTIL_SWEPT = { timeout: 100_000 };
const PAST_EVERY_INTERVAL_MS = 6 * 60_000;

test('what customers do in AWS reaches an open page and an open list without a click', async ({ signedIn }) => {
  test.setTimeout(240_000);
  const [leaving, returning] = ['Coho Winery', 'City Power & Light'];
  const [leavingKey, returningKey] = [await keyOf(leaving), await keyOf(returning)];
  const keyPage = await signedIn('Aidan Agent');
  await openKey(keyPage, leaving);
  await expect(verdictOf(keyPage)).toContainText('Our account has permission to use the key.');
  const list = await signedIn('Vera Viewer');
  await list.goto(`/keys?q=${encodeURIComponent(returning)}`);
  await expect(list.getByRole('row', { name: returning })).toContainText('Usable');

  const scheduled = await customerKms(leaving).send(
    new ScheduleKeyDeletionCommand({ KeyId: leavingKey.arn, PendingWindowInDays: 7 }),
  );
  await customerKms(returning).send(new DisableKeyCommand({ KeyId: returningKey.arn }));
  await control.clock.advance(PAST_EVERY_INTERVAL_MS);

  const verdict = verdictOf(keyPage);
  await expect(verdict).toContainText('Deletion scheduled. The key is already unusable.', UNTIL_SWEPT);
  await expect(verdict).toContainText(
    `not before ${instantWords(scheduled.DeletionDate ?? new Date(0), demoCustomer(leaving).timeZone)}`,
  );
  await expect(verdict).toContainText(/\d d \d\d h.*left until AWS may delete the key/);
  await expect(verdict).toContainText('aws kms cancel-key-deletion');
  await expect(verdict).toContainText('aws kms enable-key');
  await expect(list.getByRole('row', { name: returning })).toContainText('Unusable', UNTIL_SWEPT);
  await expect(list.getByRole('row', { name: returning })).toContainText('disabled');

  await customerKms(returning).send(new EnableKeyCommand({ KeyId: returningKey.arn }));
  await control.clock.advance(PAST_EVERY_INTERVAL_MS);
  await expect(list.getByRole('row', { name: returning })).toContainText('Usable', UNTIL_SWEPT);
  // H21: a key that was seen pending is only described by the sweep.
  await expect(verdict).toContainText('Deletion scheduled.');
});
