import pg from 'pg';

const MAKE = `
  create or replace function public.make_old() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$ begin insert into public.legacy_keys values (new.id); return null; end $$;
  create or replace trigger made_old after insert on public.customer_keys for each row execute function public.make_old()`;
const STOP = 'drop trigger if exists made_old on public.customer_keys; drop function if exists public.make_old()';

/** From now on, each key that is added counts as one from before setups, which may be active without one. */
export const addOldKeys = async (owner: pg.Client): Promise<void> => void (await owner.query(MAKE));

/** Adds keys that were in use before setups existed. @param ownerUrl the database as its owner */
export async function asOldKeys<T>(ownerUrl: string, add: () => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await addOldKeys(owner);
    return await add();
  } finally {
    await owner.query(STOP);
    await owner.end();
  }
}
