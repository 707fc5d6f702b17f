-- Puts up to 100 deliveries whose lease is over back into their queues.
local over = call('ZRANGEBYSCORE', root .. ':l', '-inf', string.format('%.0f', server_now()), 'LIMIT', 0, 100)
for _, claim in ipairs(over) do give_back(claim) end
return #over
