-- The schema after all migrations, as SQLite keeps it. Written by the test `schema` with UPDATE_SCHEMA=1.

CREATE TABLE "agents" (
    "app_id" varchar(32) NOT NULL,
    "uid" varchar(64) NOT NULL,
    "status" varchar(16) NOT NULL,
    "capacity" integer NOT NULL,
    "load" integer NOT NULL,
    "last_assigned_at_ms" integer NULL,
    "created_at_ms" integer NOT NULL,
    "last_assigned_number" integer NULL,
    "absent_since_ms" integer NULL,
    "absent_at" integer NULL,
    PRIMARY KEY ("app_id", "uid")
);

CREATE TABLE "app_keys" (
    "app_id" varchar(32) NOT NULL,
    "key_id" varchar(16) NOT NULL,
    "name" varchar(100) NOT NULL,
    "secret_digest" blob(32) NOT NULL,
    "created_at_ms" integer NOT NULL,
    "revoked_at_ms" integer NULL,
    PRIMARY KEY ("app_id", "key_id"),
    FOREIGN KEY ("app_id") REFERENCES "apps" ("app_id")
);

CREATE UNIQUE INDEX "app_keys_by_id" ON "app_keys" ("key_id");

CREATE TABLE "apps" (
    "app_id" varchar(32) NOT NULL,
    "name" varchar(100) NOT NULL,
    "token_secret" varchar(128) NOT NULL,
    "previous_token_secret" varchar(128) NULL,
    "created_at_ms" integer NOT NULL,
    "user_changes" integer NOT NULL DEFAULT 0,
    PRIMARY KEY ("app_id")
);

CREATE TABLE "change_events" (
    "position" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "app_id" varchar(32) NOT NULL,
    "kind" varchar(64) NOT NULL,
    "payload" mediumtext NOT NULL,
    "time_ms" integer NOT NULL
);

CREATE TABLE "consultation_transitions" (
    "app_id" varchar(32) NOT NULL,
    "consultation_id" uuid_text NOT NULL,
    "ordinal" integer NOT NULL,
    "from_state" varchar(16) NOT NULL,
    "to_state" varchar(16) NOT NULL,
    "at_ms" integer NOT NULL,
    "actor_kind" varchar(16) NOT NULL,
    "actor_id" varchar(64) NULL,
    "reason" varchar(32) NOT NULL,
    PRIMARY KEY ("app_id", "consultation_id", "ordinal")
);

CREATE TABLE "consultations" (
    "app_id" varchar(32) NOT NULL,
    "consultation_id" uuid_text NOT NULL,
    "conversation_id" uuid_text NOT NULL,
    "number" integer NOT NULL,
    "open_mark" integer NULL,
    "team_id" uuid_text NOT NULL,
    "customer_uid" varchar(64) NOT NULL,
    "state" varchar(16) NOT NULL,
    "clue" text NULL,
    "priority" integer NOT NULL,
    "ticket" integer NOT NULL,
    "opened_by_seq" integer NOT NULL,
    "opened_at_ms" integer NOT NULL,
    "assigned_at_ms" integer NULL,
    "first_response_at_ms" integer NULL,
    "resolved_at_ms" integer NULL,
    "agent_uid" varchar(64) NULL,
    "assignment" text NULL,
    "resolved_by" varchar(16) NULL,
    "rating" text NULL,
    "last_message_seq" integer NULL,
    "last_message_sender" varchar(64) NULL,
    "last_message_text" varchar(120) NULL,
    "last_message_at_ms" integer NULL,
    "customer_waiting_since_ms" integer NULL,
    "customer_turn_since_ms" integer NULL,
    "transitions" integer NOT NULL,
    "customer_turn_at" integer NULL,
    "resolved_number" integer NULL,
    "first_response_assigned_at_ms" integer NULL,
    "merged_into" uuid_text NULL,
    "ended_after_seq" integer NULL,
    PRIMARY KEY ("app_id", "consultation_id")
);

CREATE INDEX "consultations_by_agent_ended" ON "consultations" ("app_id", "agent_uid", "state", "resolved_number");

CREATE INDEX "consultations_by_agent_opened" ON "consultations" ("app_id", "agent_uid", "ticket");

CREATE INDEX "consultations_by_customer_opened" ON "consultations" ("app_id", "customer_uid", "ticket");

CREATE UNIQUE INDEX "consultations_by_number" ON "consultations" ("app_id", "conversation_id", "number");

CREATE INDEX "consultations_by_opened" ON "consultations" ("app_id", "ticket");

CREATE INDEX "consultations_by_state_opened" ON "consultations" ("app_id", "state", "ticket");

CREATE INDEX "consultations_by_team_ended" ON "consultations" ("app_id", "team_id", "state", "resolved_number");

CREATE INDEX "consultations_customer_turn_at" ON "consultations" ("customer_turn_at");

CREATE INDEX "consultations_in_queue" ON "consultations" ("app_id", "state", "team_id", "priority", "ticket");

CREATE UNIQUE INDEX "consultations_one_open" ON "consultations" ("app_id", "conversation_id", "open_mark");

CREATE TABLE "consumer_cursors" (
    "stream" varchar(32) NOT NULL,
    "consumer" varchar(64) NOT NULL,
    "next_position" integer NOT NULL,
    "epoch" integer NOT NULL DEFAULT 0,
    PRIMARY KEY ("stream", "consumer")
);

CREATE TABLE "conversation_marks" (
    "app_id" varchar(32) NOT NULL,
    "conversation_id" uuid_text NOT NULL,
    "uid" varchar(64) NOT NULL,
    "read_seq" integer NOT NULL,
    "received_seq" integer NOT NULL,
    PRIMARY KEY ("app_id", "conversation_id", "uid")
);

CREATE TABLE "conversation_members" (
    "app_id" varchar(32) NOT NULL,
    "conversation_id" uuid_text NOT NULL,
    "uid" varchar(64) NOT NULL,
    "role" varchar(16) NOT NULL,
    "state" varchar(16) NOT NULL,
    "membership_number" integer NOT NULL,
    "since_seq" integer NOT NULL DEFAULT 0,
    "until_seq" integer NULL,
    PRIMARY KEY ("app_id", "conversation_id", "uid"),
    FOREIGN KEY ("app_id", "conversation_id") REFERENCES "conversations" ("app_id", "conversation_id")
);

CREATE INDEX "conversation_members_by_state" ON "conversation_members" ("app_id", "uid", "state", "conversation_id");

CREATE INDEX "conversation_members_by_state_in_order" ON "conversation_members" ("app_id", "uid", "state", "membership_number");

CREATE UNIQUE INDEX "conversation_members_in_order" ON "conversation_members" ("app_id", "uid", "membership_number");

CREATE TABLE "conversations" (
    "app_id" varchar(32) NOT NULL,
    "conversation_id" uuid_text NOT NULL,
    "kind" varchar(16) NOT NULL,
    "title" varchar(100) NOT NULL,
    "people_digest" blob(32) NULL,
    "created_at_ms" integer NOT NULL,
    "member_count" integer NOT NULL DEFAULT 0,
    PRIMARY KEY ("app_id", "conversation_id")
);

CREATE UNIQUE INDEX "conversations_by_people" ON "conversations" ("app_id", "people_digest");

CREATE TABLE "credentials" (
    "app_id" varchar(32) NOT NULL,
    "uid" varchar(64) NOT NULL,
    "password_hash" varchar(255) NOT NULL,
    "changed_at_ms" integer NOT NULL,
    PRIMARY KEY ("app_id", "uid"),
    FOREIGN KEY ("app_id", "uid") REFERENCES "users" ("app_id", "uid")
);

CREATE TABLE "data_stamps" (
    "id" integer NOT NULL,
    "birth" varchar(36) NOT NULL,
    "epoch" integer NOT NULL,
    "branch" varchar(36) NOT NULL,
    "turn" integer NOT NULL,
    "log_position" integer NOT NULL,
    PRIMARY KEY ("id")
);

CREATE TABLE "desk_queues" (
    "app_id" varchar(32) NOT NULL,
    "last_ticket" integer NOT NULL,
    "last_number" integer NOT NULL DEFAULT 0,
    PRIMARY KEY ("app_id")
);

CREATE TABLE "desk_threads" (
    "app_id" varchar(32) NOT NULL,
    "conversation_id" uuid_text NOT NULL,
    "clue" text NULL,
    "noted_seq" integer NOT NULL,
    "gone_into" uuid_text NULL,
    "counts_from_seq" integer NULL,
    PRIMARY KEY ("app_id", "conversation_id")
);

CREATE TABLE "desk_time" (
    "id" integer NOT NULL,
    "running_ms" integer NOT NULL,
    PRIMARY KEY ("id")
);

CREATE TABLE "seaql_migrations" (
    "version" varchar NOT NULL PRIMARY KEY,
    "applied_at" integer NOT NULL
);

CREATE TABLE "setup_codes" (
    "app_id" varchar(32) NOT NULL,
    "uid" varchar(64) NOT NULL,
    "code_digest" blob(32) NOT NULL,
    "created_at_ms" integer NOT NULL,
    "expires_at_ms" integer NOT NULL,
    PRIMARY KEY ("app_id", "uid"),
    FOREIGN KEY ("app_id", "uid") REFERENCES "users" ("app_id", "uid")
);

CREATE UNIQUE INDEX "setup_codes_by_code" ON "setup_codes" ("code_digest");

CREATE TABLE "sign_ins" (
    "app_id" varchar(32) NOT NULL,
    "sign_in_id" varchar(22) NOT NULL,
    "uid" varchar(64) NOT NULL,
    "secret_digest" blob(32) NOT NULL,
    "created_at_ms" integer NOT NULL,
    "last_used_at_ms" integer NOT NULL,
    "ends_at_ms" integer NOT NULL,
    "used_number" integer NOT NULL DEFAULT 0,
    PRIMARY KEY ("app_id", "sign_in_id"),
    FOREIGN KEY ("app_id", "uid") REFERENCES "users" ("app_id", "uid")
);

CREATE UNIQUE INDEX "sign_ins_by_secret" ON "sign_ins" ("secret_digest");

CREATE INDEX "sign_ins_by_use" ON "sign_ins" ("app_id", "uid", "used_number");

CREATE TABLE "sites" (
    "app_id" varchar(32) NOT NULL,
    "site_key" varchar(64) NOT NULL,
    "name" varchar(100) NOT NULL,
    "accent" varchar(16) NOT NULL,
    "greeting" text NOT NULL,
    "title" text NOT NULL,
    "allowed_origins" text NOT NULL,
    "identity_mode" varchar(16) NOT NULL,
    "created_at_ms" integer NOT NULL,
    "deleted_at_ms" integer NULL,
    PRIMARY KEY ("app_id", "site_key"),
    FOREIGN KEY ("app_id") REFERENCES "apps" ("app_id")
);

CREATE UNIQUE INDEX "sites_by_key" ON "sites" ("site_key");

CREATE TABLE "team_members" (
    "app_id" varchar(32) NOT NULL,
    "team_id" uuid_text NOT NULL,
    "uid" varchar(64) NOT NULL,
    "joined_at_ms" integer NOT NULL,
    PRIMARY KEY ("app_id", "team_id", "uid"),
    FOREIGN KEY ("app_id", "team_id") REFERENCES "teams" ("app_id", "team_id"),
    FOREIGN KEY ("app_id", "uid") REFERENCES "agents" ("app_id", "uid")
);

CREATE INDEX "team_members_by_agent" ON "team_members" ("app_id", "uid", "team_id");

CREATE TABLE "teams" (
    "app_id" varchar(32) NOT NULL,
    "team_id" uuid_text NOT NULL,
    "name" varchar(64) NOT NULL,
    "strategy" varchar(16) NOT NULL,
    "silence_resolve_s" integer NOT NULL,
    "default_mark" integer NULL,
    "created_at_ms" integer NOT NULL,
    "response_target_s" integer NOT NULL DEFAULT 60,
    "deleted_at_ms" integer NULL,
    PRIMARY KEY ("app_id", "team_id")
);

CREATE UNIQUE INDEX "teams_one_default" ON "teams" ("app_id", "default_mark");

CREATE TABLE "used_tokens" (
    "app_id" varchar(32) NOT NULL,
    "token_id" varchar(128) NOT NULL,
    "expires_at_ms" integer NOT NULL,
    PRIMARY KEY ("app_id", "token_id"),
    FOREIGN KEY ("app_id") REFERENCES "apps" ("app_id")
);

CREATE INDEX "used_tokens_by_expiry" ON "used_tokens" ("app_id", "expires_at_ms");

CREATE TABLE "users" (
    "app_id" varchar(32) NOT NULL,
    "uid" varchar(64) NOT NULL,
    "kind" varchar(16) NOT NULL,
    "role" varchar(16) NOT NULL,
    "name" varchar(100) NOT NULL,
    "verified" boolean NOT NULL,
    "traits" text NOT NULL,
    "locale" varchar(35) NOT NULL,
    "disabled" boolean NOT NULL,
    "tokens_valid_from_ms" integer NOT NULL,
    "created_at_ms" integer NOT NULL,
    "last_seen_at_ms" integer NOT NULL,
    "token_generation" integer NOT NULL DEFAULT 0,
    "tokens_valid_from_latest_ms" integer NOT NULL DEFAULT 0,
    "change_number" integer NOT NULL DEFAULT 0,
    "changed_at_ms" integer NOT NULL DEFAULT 0,
    "deleted_at_ms" integer NULL,
    PRIMARY KEY ("app_id", "uid"),
    FOREIGN KEY ("app_id") REFERENCES "apps" ("app_id")
);

CREATE INDEX "users_by_change" ON "users" ("app_id", "change_number");

CREATE INDEX "users_by_kind" ON "users" ("app_id", "kind", "uid");
