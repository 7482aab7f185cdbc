import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { z } from 'zod';
import { KeyUseSection } from '#components/departure/key-use-section.tsx';
import { KeyView } from '#components/key/key-view.tsx';
import { CheckNowForm } from '#components/probe/check-now-form.tsx';
import { EncryptTestForm } from '#components/probe/prove-form.tsx';
import { pageText } from '#lib/core/live/page-text.ts';
import { blockedReason } from '#lib/core/staff/capability.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readKeyPage } from '#lib/queries/key/key-page.ts';
import { runtime } from '#lib/runtime.ts';
import { ticketActionsFor } from '#app/(staff)/tickets/ticket-actions.ts';
import { verifyContactAction } from '#app/(staff)/customers/actions.ts';
import { closeWatchAction, releaseKeyAction } from '#app/(staff)/departures/actions.ts';
import {
  addEvidenceAction,
  checkKeyAction,
  closeErrorAction,
  copyTextAction,
  proveKeyAction,
} from '#app/(staff)/keys/actions.ts';
import {
  checkOwnershipAction,
  exceptOwnershipAction,
  proveByCiphertextAction,
  withdrawOwnershipAction,
} from '#app/(staff)/keys/ownership-actions.ts';
import { recordNotSentAction, recordSentAction } from '#app/(staff)/keys/told-actions.ts';

type Props = { params: Promise<{ customerKeyId: string }> };

const readPage = cache(async (customerKeyId: string) => {
  const staff = await requireStaff('keys:read');
  const page = z.uuid().safeParse(customerKeyId).success ? await readKeyPage(runtime(), staff, customerKeyId) : null;
  return { staff, page };
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { page } = await readPage((await params).customerKeyId);
  return { title: page === null ? 'Key not found' : page.customerName };
}

export default async function KeyPage({ params }: Props) {
  const { customerKeyId } = await params;
  const { staff, page } = await readPage(customerKeyId);
  if (page === null) notFound();
  return (
    <KeyView
      customerKeyId={page.id}
      initialText={pageText(page)}
      actions={
        <>
          <EncryptTestForm action={proveKeyAction} roleBlocks={blockedReason(staff.role, 'keys:prove')} />
          <CheckNowForm action={checkKeyAction} roleBlocks={blockedReason(staff.role, 'keys:check')} />
        </>
      }
      addEvidence={{ action: addEvidenceAction, roleBlocks: blockedReason(staff.role, 'evidence:add') }}
      closeError={{ action: closeErrorAction, roleBlocks: blockedReason(staff.role, 'evidence:close') }}
      verify={{ action: verifyContactAction, blockedReason: blockedReason(staff.role, 'customers:write') }}
      ownership={{
        ask: { action: checkOwnershipAction, roleBlocks: blockedReason(staff.role, 'keys:check') },
        ciphertext: { action: proveByCiphertextAction, roleBlocks: blockedReason(staff.role, 'setups:run') },
        except: { action: exceptOwnershipAction, roleBlocks: blockedReason(staff.role, 'ownership:except') },
        withdraw: { action: withdrawOwnershipAction, roleBlocks: blockedReason(staff.role, 'ownership:withdraw') },
      }}
      use={
        <KeyUseSection
          customerKeyId={page.id}
          release={{ action: releaseKeyAction, blockedReason: blockedReason(staff.role, 'keys:release') }}
          close={{ action: closeWatchAction, blockedReason: blockedReason(staff.role, 'keys:retire') }}
        />
      }
      tickets={ticketActionsFor(staff)}
      copyReply={{
        action: copyTextAction,
        roleBlocks: blockedReason(staff.role, 'texts:copy'),
        sent: recordSentAction,
        notSent: recordNotSentAction,
        check: (
          <CheckNowForm
            action={checkKeyAction}
            roleBlocks={blockedReason(staff.role, 'keys:check')}
            label="Check, then show the reply"
          />
        ),
      }}
    />
  );
}
