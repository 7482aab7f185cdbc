import { KEY_EVENT_KINDS, type KeyEvent } from './key-event.ts';

/** What a key's history can be narrowed to. */
export const EVENT_GROUPS = ['status', 'permissions', 'rotation', 'dates', 'evidence', 'use'] as const;
export type EventGroup = (typeof EVENT_GROUPS)[number];

const GROUP_OF = {
  registered: 'status',
  imported: 'status',
  verdict_changed: 'status',
  ownership_proven: 'status',
  ownership_withdrawn: 'status',
  role_changed: 'status',
  permission_changed: 'permissions',
  key_material_first_seen: 'rotation',
  key_material_changed: 'rotation',
  rotation_schedule_changed: 'rotation',
  key_state_changed: 'dates',
  deletion_date_changed: 'dates',
  material_expiry_changed: 'dates',
  evidence_added: 'evidence',
  production_error_closed: 'evidence',
  proved: 'use',
} as const satisfies Record<KeyEvent['kind'], EventGroup>;

/** The kinds of events in a group. */
export const kindsOf = (group: EventGroup): readonly KeyEvent['kind'][] =>
  KEY_EVENT_KINDS.filter((kind) => GROUP_OF[kind] === group);
