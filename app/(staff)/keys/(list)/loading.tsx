import { KEY_COLUMNS } from '#components/key/key-columns.ts';
import { PageHeader } from '#components/ui/page-header.tsx';
import { SkeletonRows, Table } from '#components/ui/table.tsx';

/** The list's own shape while its rows are on their way. */
export default function LoadingKeys() {
  return (
    <>
      <PageHeader title="Keys" truth="Reading" />
      <Table label="Keys" columns={KEY_COLUMNS} busy>
        <SkeletonRows columns={KEY_COLUMNS} />
      </Table>
    </>
  );
}
