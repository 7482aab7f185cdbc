import { PageSkeleton } from '#components/ui/skeleton.tsx';

export default function LoadingKeys() {
  return <PageSkeleton />;
}
