import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { z } from 'zod';
import { SetupView } from '#components/setup/setup-view.tsx';
import { pageText } from '#lib/core/live/page-text.ts';
import { blockedReason } from '#lib/core/staff/capability.ts';
import { setupTitle } from '#lib/core/setup/setup-words.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readSetupPage, readSetupPeople } from '#lib/queries/setup/setup-page.ts';
import { runtime } from '#lib/runtime.ts';
import { addContactAction } from '#app/(staff)/customers/actions.ts';
import { confirmMoveAction, exceptMoveAction } from '#app/(staff)/departures/actions.ts';
import {
  attestFactsAction,
  clearSetupAction,
  extendCodeAction,
  makeCodeAction,
  readAnswerAction,
  receiveKeyAction,
  recordOurSideAction,
} from '#app/(staff)/setups/actions.ts';
import {
  expectFirstBackupAction,
  freezeFindingsAction,
  freezeTextAction,
  goOnAction,
  handOverAction,
  holdSetupAction,
  recordFirstBackupAction,
  recordToldAction,
  reopenSetupAction,
  setReminderAction,
  withdrawSetupAction,
} from '#app/(staff)/setups/follow-actions.ts';

type Props = { params: Promise<{ setupId: string }> };

const readPage = cache(async (setupId: string) => {
  const staff = await requireStaff('keys:read');
  const page = z.uuid().safeParse(setupId).success ? await readSetupPage(runtime(), staff, setupId) : null;
  return { staff, page };
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { page } = await readPage((await params).setupId);
  return { title: page === null ? 'Setup not found' : setupTitle(page.customer.name) };
}

export default async function SetupPage({ params }: Props) {
  const { staff, page } = await readPage((await params).setupId);
  if (page === null) notFound();
  return (
    <SetupView
      setupId={page.id}
      initialText={pageText(page)}
      people={await readSetupPeople(runtime(), staff)}
      actions={{
        attest: attestFactsAction,
        readAnswer: readAnswerAction,
        receive: receiveKeyAction,
        ourSide: recordOurSideAction,
        clear: clearSetupAction,
        makeCode: makeCodeAction,
        extendCode: extendCodeAction,
        makeText: freezeTextAction,
        told: recordToldAction,
        firstBackup: recordFirstBackupAction,
        expectBackup: expectFirstBackupAction,
        findings: freezeFindingsAction,
        remind: setReminderAction,
        addContact: addContactAction,
        hold: holdSetupAction,
        goOn: goOnAction,
        handOver: handOverAction,
        withdraw: withdrawSetupAction,
        reopen: reopenSetupAction,
        confirmMove: confirmMoveAction,
        exceptMove: exceptMoveAction,
        exceptBlocks: blockedReason(staff.role, 'ownership:except'),
        runBlocks: blockedReason(staff.role, 'setups:run'),
        contactsBlock: blockedReason(staff.role, 'customers:write'),
        clearBlocks: blockedReason(staff.role, 'setups:clear'),
      }}
    />
  );
}
