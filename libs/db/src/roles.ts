import pg from 'pg';

/** The services that keep a schema in Postgres; it has the service's name. */
export const schemaOwners = ['auth', 'generation', 'metering', 'storage', 'webhooks'] as const;

export type SchemaOwner = (typeof schemaOwners)[number];

export const roleOf = (service: SchemaOwner): string => `imageai_${service}`;

/**
 * Statements that give each service a role of its own, which owns the service's schema and can do nothing else; in the
 * order in which to run them, by a superuser. They can run again, also where the schemas were made by another user.
 *
 * @param database the database that they run in
 */
export function roleStatements(database: string, passwords: Readonly<Record<SchemaOwner, string>>): string[] {
  const name = pg.escapeIdentifier(database);
  return [
    `revoke all on database ${name} from public`,
    'revoke all on schema public from public',
    ...schemaOwners.flatMap((service) => ofService(service, name, passwords[service])),
  ];
}

function ofService(service: SchemaOwner, database: string, password: string): string[] {
  const role = roleOf(service);
  return [
    `do $$ begin
  if not exists (select from pg_roles where rolname = '${role}') then create role ${role}; end if;
end $$`,
    `alter role ${role} login nosuperuser nocreatedb nocreaterole password ${pg.escapeLiteral(password)}`,
    `grant connect on database ${database} to ${role}`,
    // Made here and not by the service: making one takes a right to make others, too.
    `create schema if not exists ${service}`,
    `alter schema ${service} owner to ${role}`,
    handOver(service, role),
  ];
}

/** What is in the schema and belongs to somebody else. What belongs to a table goes with it. */
const handOver = (schema: string, role: string): string => `do $$
declare
  item record;
begin
  for item in
    select format('alter table %s owner to ${role}', oid::regclass) as statement
    from pg_class
    where relnamespace = '${schema}'::regnamespace and relowner <> '${role}'::regrole
      and (relkind in ('r', 'p', 'v', 'm') or relkind = 'S' and not exists (
        select from pg_depend where objid = pg_class.oid and deptype in ('a', 'i')))
    union all
    select format('alter routine %s owner to ${role}', oid::regprocedure)
    from pg_proc where pronamespace = '${schema}'::regnamespace and proowner <> '${role}'::regrole
    union all
    select format('alter type %s owner to ${role}', oid::regtype)
    from pg_type
    where typnamespace = '${schema}'::regnamespace and typowner <> '${role}'::regrole and typtype in ('e', 'd', 'r')
  loop
    execute item.statement;
  end loop;
end $$`;
