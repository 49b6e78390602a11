export { getIncident } from './get-incident.ts';
export { readFailedBookings } from './read-again.ts';
export { glimpseIncident } from './glimpse-incident.ts';
export { listIncidents } from './list-incidents.ts';
export { openIncident, recordIncident, reviewIncident, reviewIncidentsOf } from './record-incident.ts';
export { setIncidentClosed } from './set-incident-closed.ts';
