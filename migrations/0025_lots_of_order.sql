-- Nothing asks for the lots of an order, and each sale paid for the index.
DROP INDEX lots_of_order;
