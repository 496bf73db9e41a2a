/** The service's own schema in the database. */
export const schemaName = 'storage';
