import { KEY_COLUMNS } from '#components/key/key-columns.ts';
import { PageHeader } from '#components/ui/page-header.tsx';
import { SkeletonRows, Table } from '#components/ui/table.tsx';

/** The shape of the list while its rows load. */
export default function LoadingKeys() {
  return (
    <>
      <PageHeader title="Keys" summary="Loading" />
      <Table label="Keys" columns={KEY_COLUMNS} busy>
        <SkeletonRows columns={KEY_COLUMNS} />
      </Table>
    </>
  );
}
