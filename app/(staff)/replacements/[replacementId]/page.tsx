import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { z } from 'zod';
import { ReplacementView } from '#components/replacement/replacement-view.tsx';
import { pageText } from '#lib/core/live/page-text.ts';
import { REPLACEMENT_TITLE } from '#lib/core/replacement/replacement-words.ts';
import { blockedReason } from '#lib/core/staff/capability.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readReplacementPage } from '#lib/queries/replacement/replacement-page.ts';
import { runtime } from '#lib/runtime.ts';
import { releaseKeyAction } from '#app/(staff)/departures/actions.ts';
import {
  acknowledgeSwitchAction,
  approveLineAction,
  askForApprovalAction,
  confirmAccountAction,
  editReplacementAction,
  exceptAccountAction,
  freezeReplacementTextAction,
  overrideOldKeyAction,
  receiveNewKeyAction,
  recordBackupAction,
  recordReplacementToldAction,
  rejectLineAction,
  reopenLineAction,
  rollBackLineAction,
  switchLineAction,
  takeOverReplacementAction,
  testLineAction,
  withdrawLineAction,
} from '#app/(staff)/replacements/actions.ts';

type Props = { params: Promise<{ replacementId: string }> };

const readPage = cache(async (replacementId: string) => {
  const staff = await requireStaff('keys:read');
  const isId = z.uuid().safeParse(replacementId).success;
  return { staff, page: isId ? await readReplacementPage(runtime(), staff, replacementId) : null };
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { page } = await readPage((await params).replacementId);
  return { title: page === null ? 'Replacement not found' : REPLACEMENT_TITLE(page.customer.name) };
}

export default async function ReplacementPage({ params }: Props) {
  const { staff, page } = await readPage((await params).replacementId);
  if (page === null) notFound();
  return (
    <ReplacementView
      replacementId={page.id}
      initialText={pageText(page)}
      actions={{
        edit: editReplacementAction,
        takeOver: takeOverReplacementAction,
        receive: receiveNewKeyAction,
        test: testLineAction,
        confirm: confirmAccountAction,
        exceptAccount: exceptAccountAction,
        override: overrideOldKeyAction,
        ask: askForApprovalAction,
        approve: approveLineAction,
        switch: switchLineAction,
        acknowledge: acknowledgeSwitchAction,
        backup: recordBackupAction,
        reject: rejectLineAction,
        withdraw: withdrawLineAction,
        reopen: reopenLineAction,
        rollBack: rollBackLineAction,
        makeText: freezeReplacementTextAction,
        told: recordReplacementToldAction,
        release: releaseKeyAction,
        runBlocks: blockedReason(staff.role, 'replacements:run'),
        approveBlocks: blockedReason(staff.role, 'replacements:approve'),
        exceptBlocks: blockedReason(staff.role, 'ownership:except'),
        releaseBlocks: blockedReason(staff.role, 'keys:release'),
      }}
    />
  );
}
