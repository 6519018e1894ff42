-- The one source of the deployments that Fairlead's own rollbacks are. An enum value cannot be used in the transaction that adds it.
INSERT INTO "source" ("kind", "name") VALUES ('rollback', 'Fairlead rollbacks');
