-- Bookings of a window, wherever in the years it lies: both ends bound the search.
CREATE INDEX booking_window ON "Booking" USING gist (tstzrange("startsAt", "endsAt", '[)')) WHERE status <> 'cancelled';

-- One's own chats and the shared ones, each newest first, however many others have.
DROP INDEX "Conversation_updatedAt_idx";
CREATE INDEX "Conversation_ownerId_updatedAt_id_idx" ON "Conversation" ("ownerId", "updatedAt", "id");
CREATE INDEX conversation_shared ON "Conversation" ("updatedAt", id) WHERE shared;

-- Sessions that are over are read page by page.
DROP INDEX "Session_endedAt_idx";
CREATE INDEX "Session_endedAt_id_idx" ON "Session" ("endedAt", "id");

-- Ranks that may still run, asked for with each agent's heartbeat.
CREATE INDEX session_rank_open ON "SessionRank" ("machineId") WHERE state <> 'exited';
