-- +goose Up
-- How far what is derived from the rows has been filled, in the background and
-- some rows at a time: 'days' holds at_ms (rows before it are counted), 'text'
-- holds n (rows up to it are in the index). The greatest integer means whole.
create table built (
  what text not null primary key,
  upto integer not null
) strict;

-- Rows and sums by day in the agency's zone. Kept in the same transaction as
-- the rows it counts, so that the board and a filter by days never scan.
create table day_total (
  psr      text not null,
  day      text not null, -- 2006-01-02
  status   text not null,
  currency text not null,
  n        integer not null,
  credited integer not null,
  primary key (psr, day, status, currency)
) strict, without rowid;

-- The same over all points of sale: a day of a big agency has thousands.
create table day_sum (
  day      text not null,
  status   text not null,
  currency text not null,
  n        integer not null,
  credited integer not null,
  primary key (day, status, currency)
) strict, without rowid;

-- The trigrams of purchase.search, without the texts themselves. Positions are
-- left out: they would treble the index, and what it finds is compared anyway.
create virtual table purchase_text using fts5 (
  search, content = 'purchase', content_rowid = 'n', columnsize = 0, detail = none,
  tokenize = 'trigram case_sensitive 1'
);

-- What the user chose on this computer.
create table setting (
  key   text not null primary key,
  value text not null
) strict;

-- +goose Down
drop table setting;
drop table purchase_text;
drop table day_sum;
drop table day_total;
drop table built;
