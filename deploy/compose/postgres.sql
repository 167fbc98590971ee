-- Run once by the image in a new data directory. Roles and databases come from the provision jobs.
create extension if not exists pg_stat_statements;
revoke connect on database postgres from public;
