import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { KEY_ROLES } from '#lib/core/key/role.ts';
import { statusBadge } from './verdict-badge.tsx';
import { keyStatusTone } from './verdict-tone.ts';

it('shows a usable key that is pending setup with these words, and without the green of a key in use', () => {
  const badge = renderToStaticMarkup(statusBadge('usable', 'fresh', 'candidate'));
  expect(badge).toContain('Usable, pending setup');
  expect(badge).toContain('status-pending');
  for (const role of KEY_ROLES) expect(keyStatusTone('usable', role)).toBe(role === 'candidate' ? 'muted' : 'positive');
  expect(renderToStaticMarkup(statusBadge('usable', 'fresh', 'active'))).not.toContain('pending');
  expect(renderToStaticMarkup(statusBadge('unusable', 'stale', 'candidate'))).toContain('Unusable, pending setup');
  expect(keyStatusTone('unusable', 'candidate')).toBe('danger');
});
