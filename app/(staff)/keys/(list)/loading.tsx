import { KeyTableSkeleton } from '#components/key/key-table.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';

/** The shape of the list while its rows load. */
export default function LoadingKeys() {
  return (
    <>
      <PageHeader title="Keys" summary="Loading" />
      <KeyTableSkeleton />
    </>
  );
}
