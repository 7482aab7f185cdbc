/** Somebody who can sign in at the demo's identity provider. */
export type DemoStaff = {
  subject: string;
  name: string;
  email: string;
  groups: readonly string[];
  /** Said beside the button. */
  about: string;
  /** The e-mail is given by userinfo alone, as some real providers do. */
  emailOnlyInUserinfo: boolean;
};

/** The staff of the demo: one a role, and two whom Keydesk must not let in. */
export const DEMO_STAFF: readonly DemoStaff[] = [
  member('Vera Viewer', ['keydesk-viewers'], 'looks, changes nothing', { emailOnlyInUserinfo: true }),
  member('Aidan Agent', ['keydesk-agents', 'everyone'], 'checks keys, helps customers'),
  member('Priya Approver', ['keydesk-approvers'], 'approves what others prepared'),
  member('Ada Admin', ['keydesk-admins'], 'manages staff, reads the audit'),
  member('Nora Nobody', [], 'is in no group: no entry'),
  member('Max Many', ['keydesk-viewers', 'keydesk-admins'], 'is in groups of two roles: no entry'),
];

function member(
  name: string,
  groups: readonly string[],
  about: string,
  { emailOnlyInUserinfo = false }: { emailOnlyInUserinfo?: boolean } = {},
): DemoStaff {
  const subject = name.toLowerCase().replace(' ', '-');
  return { subject, name, email: `${subject.replace('-', '.')}@vendor.test`, groups, about, emailOnlyInUserinfo };
}
