import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { updateLine, updateSetup } from '#lib/db/setup/setups.ts';
import {
  changeSetup,
  openLine,
  type LineInput,
  type LineRefusal,
  type SetupDeps,
  type SetupRefusal,
} from './change-setup.ts';

const FACTS = ['plan', 'workspace', 'jobs'] as const;

export type Attested = {
  /** The customer's plan allows keys of their own. */
  plan: boolean;
  /** The workspace exists in the line's region. */
  workspace: boolean;
  /** There is no backup or archive job yet; or what was decided about the data that exists under our own key. */
  jobs: boolean;
  existingData: string | null;
};

/** A form in which no fact was ticked or unticked would leave an entry that says nothing. */
export type AttestRefusal = LineRefusal | SetupRefusal | 'no_fact_changed';

/** Records who vouches for the facts that nothing in Keydesk can check. What is not attested any more is taken back. */
export const attestFacts = (
  deps: SetupDeps,
  input: LineInput & Attested,
  by: By,
): Promise<Result<null, AttestRefusal>> =>
  changeSetup<null, Exclude<AttestRefusal, SetupRefusal>>(deps, input, by, async (tx, held, at) => {
    const found = openLine(held, input.lineId);
    if (!found.ok) return found;
    const line = found.value;
    const { name } = by.actor;
    const { plan, workspace, jobs, existingData } = input;
    const before = {
      plan: held.setup.planAttestedAt !== null,
      workspace: line.workspaceAttestedAt !== null,
      jobs: line.jobsAttestedAt !== null,
    };
    const changed = FACTS.filter((fact) => input[fact] !== before[fact]);
    if (changed.length === 0 && existingData === line.existingData) return refuse('no_fact_changed');
    if (plan !== before.plan)
      await updateSetup(tx, held.setup.id, { planAttestedBy: plan ? name : null, planAttestedAt: plan ? at : null });
    await updateLine(tx, line.id, {
      ...(workspace !== before.workspace && {
        workspaceAttestedBy: workspace ? name : null,
        workspaceAttestedAt: workspace ? at : null,
      }),
      ...(jobs !== before.jobs && {
        jobsAttestedBy: jobs ? name : null,
        jobsAttestedAt: jobs ? at : null,
      }),
      existingData,
    });
    const after = { lineId: line.id, plan, workspace, jobs, existingData };
    return ok({
      value: null,
      event: {
        kind: 'attested',
        lineId: line.id,
        detail: {
          recorded: changed.filter((fact) => input[fact]),
          takenBack: changed.filter((fact) => !input[fact]),
          ...(existingData !== line.existingData && { existingData }),
        },
      },
      audit: { action: 'setup.attested', after },
    });
  });
