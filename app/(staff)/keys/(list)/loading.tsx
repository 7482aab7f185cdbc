import { ALL_KEY_COLUMNS } from '#components/key/key-columns.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { SkeletonRows, Table } from '#components/ui/table.tsx';

/** The shape of the list while its rows load. */
export default function LoadingKeys() {
  return (
    <>
      <PageHeader title="Keys" summary="Loading" />
      <Table label="Keys" columns={ALL_KEY_COLUMNS} busy>
        <SkeletonRows columns={ALL_KEY_COLUMNS} />
      </Table>
    </>
  );
}
