-- Gives back up to 100 deliveries that were held with a token that begins so: by a replica that is gone, or by one claim
-- whose answer was lost.
local gone = arg()
local given = 0
for _, claim in ipairs(call('ZRANGE', root .. ':l', 0, -1)) do
  local token = claim_of(claim)
  if token and string.sub(token, 1, #gone) == gone then
    give_back(claim)
    given = given + 1
    if given == 100 then break end
  end
end
return given
