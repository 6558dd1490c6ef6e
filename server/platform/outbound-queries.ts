import { sql, type Kysely } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";
import type { OutboundQuery, OutboundThing } from "../../shared/protocol/systems.ts";

/**
 * The state of every thing that another system was given, newest first: from
 * `outbound.sent` and from what is said of certificates; what was retracted
 * does not count.
 */
export async function listOutbound(db: Kysely<Database>, { system, state, orgId, limit }: OutboundQuery): Promise<OutboundThing[]> {
  const wanted = sql.join([
    sql`true`,
    ...(system === undefined ? [] : [sql`system = ${system}`]),
    ...(state === undefined ? [] : [sql`state = ${state}`]),
    ...(orgId === undefined ? [] : [sql`org_id = ${orgId}`]),
  ], sql` and `);
  const lastOf = (name: string) => sql`(max(at_us) filter (where said = ${name}) / 1000)::float8`;
  const { rows } = await sql<OutboundThing>`
    with told as (
      select coalesce(f.data->>'system', f.data->>'target') as system, coalesce(f.data->>'thing', f.data->>'number') as thing,
        f.data->>'orgId' as org_id, f.data->>'receiptId' as receipt_id, f.at_us, f.id,
        case f.type when 'cert.uploaded' then 'uploaded' when 'cert.receipt' then 'receipt' when 'cert.withdrawn' then 'withdrawn' else f.data->>'state' end as said
      from fact f
      where f.type in ('outbound.sent', 'cert.uploaded', 'cert.receipt', 'cert.withdrawn')
        and not exists (select from fact r where r.type = 'fact.retracted' and concat(r.data->>'source', '/', r.data->>'eventId') = f.id)
    ), thing as (
      select system, thing, max(org_id) as org_id, (array_agg(said order by at_us desc, id desc))[1] as state, max(at_us) as newest_us,
        ${lastOf("uploaded")} as uploaded_at_ms, ${lastOf("receipt")} as receipt_at_ms, ${lastOf("withdrawn")} as withdrawn_at_ms,
        (array_agg(receipt_id order by at_us desc) filter (where receipt_id is not null))[1] as receipt_id
      from told group by system, thing
    )
    select system, thing, org_id, state, uploaded_at_ms, receipt_at_ms, withdrawn_at_ms, receipt_id
    from thing where ${wanted} order by newest_us desc, system, thing limit ${limit}`.execute(db);
  return rows;
}
