import { Instant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import type { LinePart } from './replacement-actions.ts';

/** The stages of a switch, each with who or what reported it, and what still depends on the keys. */
export function Stages({ page: { now }, line }: LinePart) {
  const { switched, acknowledged, firstBackup, moved, rolledBack, oldDependents, newDependents, kept } = line;
  if (switched === null) return null;
  return (
    <div className="mt-4">
      <Properties>
        <Property label="Ordered">
          {switched.by}, <Instant at={switched.at} now={now} />
        </Property>
        <Property label="Acknowledged" unknown={acknowledged === null}>
          {acknowledged === null ? (
            'Not yet'
          ) : (
            <>
              {acknowledged.by}, <Instant at={acknowledged.at} now={now} />: {acknowledged.how}
            </>
          )}
        </Property>
        <Property label="First backup" unknown={firstBackup === null}>
          {firstBackup === null ? (
            'None recorded'
          ) : (
            <>
              {firstBackup.by}, <Instant at={firstBackup.at} now={now} />
            </>
          )}
        </Property>
        {rolledBack !== null && (
          <Property label="Rolled back">
            {rolledBack.by}, <Instant at={rolledBack.at} now={now} />: {rolledBack.why}. {rolledBack.reason}
          </Property>
        )}
        <Property label="Older backups" unknown={moved === null}>
          {moved === null ? (
            'Not reported how many restore points need the old key'
          ) : (
            <>
              {(moved.of - moved.left).toLocaleString('en-GB')} of {moved.of.toLocaleString('en-GB')} restore points no
              longer need the old key, as of <Instant at={moved.asOf} now={now} />
            </>
          )}
        </Property>
        <Property label="Needs the old key" unknown={oldDependents === null}>
          {oldDependents === null ? (
            'Never reported. That is unknown, not zero'
          ) : (
            <>
              {oldDependents.words}, as of <Instant at={oldDependents.asOf} now={now} />
            </>
          )}
        </Property>
        <Property
          label="Needs the new key"
          unknown={newDependents === null}
          hint={rolledBack === null ? 'The release of the old key doesn’t wait for it.' : undefined}
        >
          {newDependents === null ? (
            'Never reported. That is unknown, not zero'
          ) : (
            <>
              {newDependents.words}, as of <Instant at={newDependents.asOf} now={now} />
            </>
          )}
        </Property>
        {kept !== null && (
          <Property
            label={rolledBack === null ? 'May the old key be disabled?' : 'May the new key be disabled?'}
            hint={kept.length === 0 ? 'Nothing has depended on it for seven days.' : undefined}
          >
            {kept.length === 0
              ? 'Not yet: an approver has to release it first.'
              : ['No.', ...kept].map((words) => (
                  <span key={words} className="block">
                    {words}
                  </span>
                ))}
          </Property>
        )}
      </Properties>
    </div>
  );
}
