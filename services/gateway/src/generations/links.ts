/** Where a generation can be asked for, cancelled and followed. */
export const linksOf = (id: string, origin: string) => ({
  status_url: `${origin}/api/generations/${id}`,
  cancel_url: `${origin}/api/generations/${id}/cancel`,
  events_url: `${origin}/api/generations/${id}/events`,
});
