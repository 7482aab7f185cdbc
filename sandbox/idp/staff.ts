/** A person who can sign in at the demo's identity provider. */
export type DemoStaff = {
  subject: string;
  name: string;
  email: string;
  groups: readonly string[];
  /** Shown on the button. */
  about: string;
  /** Only userinfo contains the email address, as with some real providers. */
  emailOnlyInUserinfo: boolean;
};

/** The demo's staff: one for each role, and two whom Keydesk must refuse. */
export const DEMO_STAFF: readonly DemoStaff[] = [
  member('Vera Viewer', ['keydesk-viewers'], 'can view everything, change nothing', { emailOnlyInUserinfo: true }),
  member('Aidan Agent', ['keydesk-agents', 'everyone'], 'checks keys, helps customers'),
  member('Priya Approver', ['keydesk-approvers'], 'approves changes that others prepared'),
  member('Ada Admin', ['keydesk-admins'], 'manages staff, reads the audit log'),
  member('Nora Nobody', [], 'is in no group: no access'),
  member('Max Many', ['keydesk-viewers', 'keydesk-admins'], 'is in groups for two roles: no access'),
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
